import { malformed } from '../../contract/decoder.ts';
import { eddystoneDecoder } from './support/eddystone.ts';
import { signedByte } from './support/integers.ts';
import { beaconReading, LOSS_TO_1M_DB } from './support/reference-power.ts';

/** Eddystone-URL: `10 | strength at 0 m i8 | scheme u8 | 1 to 17 bytes`, of which the low ones stand for common endings. */
const SCHEMES = ['http://www.', 'https://www.', 'http://', 'https://'] as const;
const DOMAINS = ['.com', '.org', '.edu', '.net', '.info', '.biz', '.gov'] as const;
const ENDINGS: readonly string[] = [...DOMAINS.map((domain) => `${domain}/`), ...DOMAINS];
const SHORTEST = 4;
const LONGEST = 20;

/** The address that the bytes stand for; undefined where one of them is none that an address may have. */
function urlOf(frame: Uint8Array): string | undefined {
  let url = SCHEMES[frame[2] ?? SCHEMES.length];
  for (const byte of frame.subarray(3)) {
    const isCharacter = byte > 0x20 && byte < 0x7f;
    const part = ENDINGS[byte] ?? (isCharacter ? String.fromCharCode(byte) : undefined);
    if (url === undefined || part === undefined) return;
    url += part;
  }
  return url;
}

export const decoder = eddystoneDecoder('eddystone-url', {
  type: 0x10,
  shortest: SHORTEST,
  longest: LONGEST,
  isLike: (frame) => urlOf(frame) !== undefined,
  read(frame) {
    if (frame.length < SHORTEST || frame.length > LONGEST) return malformed('an Eddystone-URL frame is of a wrong length');
    const url = urlOf(frame);
    if (url === undefined) return malformed('an Eddystone-URL frame holds what no address has');
    return beaconReading(`eddystone-url:${url}`, signedByte(frame, 1) - LOSS_TO_1M_DB);
  },
});
