import { TOKEN_BYTES } from '../../contract/app-token.ts';
import type { AdvertFormat } from '../../contract/decoder.ts';
import { SERVICE_DATA, SERVICE_UUIDS_128 } from './support/ad-structures.ts';
import { advertDecoder } from './support/advert-decoder.ts';
import { hexReversed } from './support/hex.ts';

/**
 * The retailer's app on an iPhone, in the foreground (docs/recognition.md): the token is the UUID of a service, on the air with its least
 * significant byte first. Nothing but its key tells it from the UUID of any other service, which a whole make of devices has in common.
 */
const BASE_UUID = [0xfb, 0x34, 0x9b, 0x5f, 0x80, 0, 0, 0x80, 0, 0x10, 0, 0] as const;

const advert: AdvertFormat = ({ bytes, types, starts, ends }) => {
  for (let i = 0; i < types.length; i += 1) {
    if (!SERVICE_UUIDS_128.includes(types[i] ?? 0)) continue;
    for (let at = starts[i] ?? 0; at + TOKEN_BYTES <= (ends[i] ?? 0); at += TOKEN_BYTES) {
      // A short UUID written out: a service that everybody knows.
      if (BASE_UUID.every((byte, offset) => bytes[at + offset] === byte)) continue;
      return { identifier: `token:${hexReversed(bytes, at, at + TOKEN_BYTES)}`, shared: true };
    }
  }
};

export const decoder = advertDecoder('app-token-uuid', advert, {
  type: SERVICE_DATA,
  owner: [],
  // Sixteen bytes by themselves could be anything.
  begins: () => false,
  isWhole: () => false,
});
