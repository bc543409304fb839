import { malformed, type Reading } from '../../contract/decoder.ts';
import { eddystoneDecoder } from './support/eddystone.ts';
import { signed16, unsigned16, unsigned32 } from './support/integers.ts';

/** Eddystone-TLM: `20 | version`, then plain (00) `battery u16 mV | temperature s8.8 °C | adverts u32 | uptime u32 × 0.1 s` or encrypted (01). */
const PLAIN = 0x00;
const ENCRYPTED = 0x01;
const PLAIN_BYTES = 14;
const ENCRYPTED_BYTES = 18;
/** The numbers that say "not measured". */
const NO_BATTERY = 0;
const NO_TEMPERATURE = -0x8000;

function plain(frame: Uint8Array): Reading {
  const batteryMv = unsigned16(frame, 2);
  const temperature = signed16(frame, 4);
  return {
    telemetry: {
      ...(batteryMv !== NO_BATTERY && { batteryV: batteryMv / 1000 }),
      ...(temperature !== NO_TEMPERATURE && { temperatureC: temperature / 256 }),
      adverts: unsigned32(frame, 6),
      uptimeS: unsigned32(frame, 10) / 10,
    },
  };
}

export const decoder = eddystoneDecoder('eddystone-tlm', {
  type: 0x20,
  shortest: PLAIN_BYTES,
  longest: ENCRYPTED_BYTES,
  isLike: ({ 1: version, length }) => length === (version === PLAIN ? PLAIN_BYTES : version === ENCRYPTED ? ENCRYPTED_BYTES : undefined),
  read(frame) {
    if (frame[1] === PLAIN && frame.length === PLAIN_BYTES) return plain(frame);
    // Only the resolver of the beacon's ephemeral ids has the key to this one; that it was sent is all there is to know.
    if (frame[1] === ENCRYPTED && frame.length === ENCRYPTED_BYTES) return {};
    return malformed('an Eddystone-TLM frame is of an unknown version or a wrong length');
  },
});
