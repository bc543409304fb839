import { TOKEN_MARK, TOKEN_WINDOW_MS, tokenOf, tokenWindow } from '../../contract/app-token.ts';
import { instantText } from '../../contract/instant.ts';

const COMPLETE_UUIDS_128 = 0x07;
const MANUFACTURER_DATA = 0xff;

/** A token in every form in which it is met, from the app that sends it to the edge that reads it. */
export interface TokenForms {
  readonly window: number;
  readonly from: string;
  readonly until: string;
  readonly token: string;
  readonly identifier: string;
  readonly android: {
    /** As in Android's `addManufacturerData(company, data)`, and as it goes over the air. */
    readonly company: string;
    readonly manufacturerData: string;
    readonly advert: string;
  };
  readonly ios: {
    /** As in `CBUUID(string:)`, and as it goes over the air. */
    readonly serviceUuid: string;
    readonly advert: string;
  };
}

export function tokenForms(key: Uint8Array, at: number, company: number): TokenForms {
  const window = tokenWindow(at);
  const token = tokenOf(key, window);
  const data = [...TOKEN_MARK, ...token];
  const hex = hexOf(token);
  return {
    window,
    from: instantText(window * TOKEN_WINDOW_MS),
    until: instantText((window + 1) * TOKEN_WINDOW_MS),
    token: hex,
    identifier: `token:${hex}`,
    android: {
      company: `0x${company.toString(16).padStart(4, '0')}`,
      manufacturerData: hexOf(data),
      advert: structureOf(MANUFACTURER_DATA, [company & 0xff, company >> 8, ...data]),
    },
    ios: {
      serviceUuid: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5').toUpperCase(),
      advert: structureOf(COMPLETE_UUIDS_128, token.toReversed()),
    },
  };
}

function structureOf(type: number, data: Iterable<number>): string {
  const bytes = [type, ...data];
  return hexOf([bytes.length, ...bytes]);
}

function hexOf(bytes: Iterable<number>): string {
  return Buffer.from([...bytes]).toString('hex');
}
