import { TOKEN_BYTES, TOKEN_MARK } from '../../contract/app-token.ts';
import { type AdvertFormat, malformed } from '../../contract/decoder.ts';
import { MANUFACTURER_DATA } from './support/ad-structures.ts';
import { advertDecoder } from './support/advert-decoder.ts';
import { hexOf } from './support/hex.ts';

/** The retailer's app on Android (docs/recognition.md), of any company: `company u16 LE | 41 47 01 | token[16]`. */
const COMPANY_BYTES = 2;
const TOKEN_AT = COMPANY_BYTES + TOKEN_MARK.length;
const BYTES = TOKEN_AT + TOKEN_BYTES;

const beginsAt = (bytes: Uint8Array, at: number) => TOKEN_MARK.every((byte, i) => bytes[at + i] === byte);

const advert: AdvertFormat = ({ bytes, types, starts, ends }) => {
  for (let i = 0; i < types.length; i += 1) {
    const start = starts[i] ?? 0;
    const length = (ends[i] ?? 0) - start;
    if (types[i] !== MANUFACTURER_DATA || length < TOKEN_AT || !beginsAt(bytes, start + COMPANY_BYTES)) continue;
    if (length !== BYTES) return malformed('the token of an app is of a wrong length');
    return { identifier: `token:${hexOf(bytes, start + TOKEN_AT, start + BYTES)}` };
  }
};

export const decoder = advertDecoder('app-token', advert, {
  type: MANUFACTURER_DATA,
  // A payload without its company could be of anybody.
  owner: [],
  begins: (bytes) => bytes.length === BYTES && beginsAt(bytes, COMPANY_BYTES),
  isWhole: () => false,
});
