import { type AdvertFormat, malformed } from '../../contract/decoder.ts';
import { MANUFACTURER_DATA, structureOf } from './support/ad-structures.ts';
import { advertDecoder } from './support/advert-decoder.ts';
import { hexOf } from './support/hex.ts';
import { signed16, unsigned16 } from './support/integers.ts';

/** RuuviTag, data format 5 (docs.ruuvi.com): company 0x0499, most significant byte first, each field with a number that says "not available". */
const RUUVI = [0x99, 0x04] as const;
const FORMAT = 0x05;
const PREFIX = [...RUUVI, FORMAT];
const BYTES = 24;
const NO_ADDRESS = 'ffffffffffff';

const unless = (value: number, none: number, read: (value: number) => number) => (value === none ? undefined : read(value));
const signed = (bytes: Uint8Array, at: number, divisor: number) => unless(signed16(bytes, at), -0x8000, (value) => value / divisor);
const unsigned = (bytes: Uint8Array, at: number, read: (value: number) => number) => unless(unsigned16(bytes, at), 0xffff, read);

/** `at` is where the format's number stands. */
function telemetryOf(bytes: Uint8Array, at: number): Record<string, number> {
  const power = unsigned16(bytes, at + 13);
  const fields = {
    temperatureC: signed(bytes, at + 1, 200),
    humidityPercent: unsigned(bytes, at + 3, (value) => value / 400),
    pressurePa: unsigned(bytes, at + 5, (value) => value + 50_000),
    accelerationXG: signed(bytes, at + 7, 1000),
    accelerationYG: signed(bytes, at + 9, 1000),
    accelerationZG: signed(bytes, at + 11, 1000),
    batteryV: unless(power >> 5, 0x7ff, (value) => (value + 1600) / 1000),
    txPowerDbm: unless(power & 0x1f, 0x1f, (value) => value * 2 - 40),
    movements: unless(bytes[at + 15] ?? 0xff, 0xff, (value) => value),
    sequence: unsigned(bytes, at + 16, (value) => value),
  };
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, number] => entry[1] !== undefined));
}

const advert: AdvertFormat = (parts) => {
  const found = structureOf(parts, MANUFACTURER_DATA, PREFIX);
  if (found < 0) return;
  const { bytes } = parts;
  const start = parts.starts[found] ?? 0;
  if ((parts.ends[found] ?? 0) < start + RUUVI.length + BYTES) return malformed('a Ruuvi reading is cut short');
  const address = hexOf(bytes, start + 20, start + 26);
  const telemetry = telemetryOf(bytes, start + 2);
  return {
    ...(address !== NO_ADDRESS && { identifier: `ble:${address}` }),
    ...(Object.keys(telemetry).length > 0 && { telemetry }),
  };
};

const begins = (bytes: Uint8Array) => bytes[0] === FORMAT;

export const decoder = advertDecoder('ruuvi-rawv2', advert, {
  type: MANUFACTURER_DATA,
  owner: RUUVI,
  begins,
  isWhole: (bytes) => begins(bytes) && bytes.length === BYTES,
});
