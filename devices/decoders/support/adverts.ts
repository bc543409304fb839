import type { Advert, AdvertFormat, AdvertParts, Decoder, KeyOf, Malformed, Reading, Secured } from '../../../contract/decoder.ts';
import type { Sighting } from '../../../contract/sighting.ts';

/** What an advert came to: the sighting unless nothing in it names its sender, and what of it could not be read. */
export interface Opened {
  readonly sighting?: Sighting;
  readonly secured?: Secured;
  readonly refused?: Malformed;
}

export type AdvertReader = (advert: Advert, keyOf?: KeyOf) => Opened;

/** The reader of all advert formats that the decoders bring. */
export function advertReader(decoders: readonly Decoder[]): AdvertReader {
  const formats = decoders.flatMap((decoder) => decoder.advert ?? []);
  return (advert, keyOf) => openAdvert(advert, formats, keyOf);
}

function openAdvert(advert: Advert, formats: readonly AdvertFormat[], keyOf: KeyOf | undefined): Opened {
  const parts = cutAdvert(advert.data, advert.address, keyOf);
  const readings: Reading[] = [];
  let refused: Malformed | undefined;
  for (const format of formats) {
    const read = format(parts);
    if (read === undefined) continue;
    if ('kind' in read) refused ??= read;
    else readings.push(read);
  }
  const identifiers = readings.flatMap((reading) => reading.identifier ?? []);
  if (advert.address !== undefined) identifiers.push(addressIdentifier(advert.address, advert.addressType));
  const [mobile = '', ...also] = identifiers;
  const secured = readings.find((reading) => reading.secured)?.secured;
  const rssiAt1mDbm = readings.find((reading) => reading.rssiAt1mDbm !== undefined)?.rssiAt1mDbm;
  const telemetry = Object.assign({}, ...readings.map((reading) => reading.telemetry)) as Record<string, number>;
  const sighting: Sighting = {
    t: advert.t,
    rx: advert.rx,
    anchor: advert.anchor,
    mobile,
    radio: 'ble',
    ...(advert.rssiDbm === undefined ? {} : { rssiDbm: advert.rssiDbm }),
    ...(rssiAt1mDbm === undefined ? {} : { rssiAt1mDbm }),
    ...(advert.addressType === undefined ? {} : { randomized: advert.addressType !== 'public' && advert.addressType !== 'static' }),
    ...(also.length === 0 ? {} : { also }),
    ...(Object.keys(telemetry).length === 0 ? {} : { telemetry }),
  };
  return { sighting, ...(secured === undefined ? {} : { secured }), ...(refused === undefined ? {} : { refused }) };
}

/** Cuts AD structures (Core Vol 3 Part C §11): length, type, data; a zero length ends them early, one that is too long is left out. */
export function cutAdvert(bytes: Uint8Array, address?: string, keyOf?: KeyOf): AdvertParts {
  const types: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (let at = 0; at + 1 < bytes.length; ) {
    const length = bytes[at] ?? 0;
    if (length === 0 || at + 1 + length > bytes.length) break;
    types.push(bytes[at + 1] ?? 0);
    starts.push(at + 2);
    ends.push(at + 1 + length);
    at += 1 + length;
  }
  return { bytes, types, starts, ends, address, keyOf };
}

/** The identifier of an address: one that rotates is named as such (DESIGN §5.1). */
export function addressIdentifier(address: string, type: Advert['addressType']): string {
  if (type === 'resolvable') return `rpa:${address}`;
  if (type === 'non-resolvable') return `nrpa:${address}`;
  return `ble:${address}`;
}
