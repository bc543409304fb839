import {
  type Advert,
  type AdvertFormat,
  type Decoder,
  type KeyOf,
  type Malformed,
  malformed,
  type Reading,
  type Secured,
} from '../../../contract/decoder.ts';
import type { Sighting } from '../../../contract/sighting.ts';
import { cutAdvert } from './ad-structures.ts';

/** Identifiers that `Sighting.also` holds at most. */
const MAX_ALSO = 16;

/** The surest comes first; every address comes after these, and what many may send after that. */
const STRONGEST_FIRST = ['token:', 'ibeacon:', 'altbeacon:', 'eddystone-uid:', 'eddystone-eid:', 'eddystone-url:'];

/** What an advert came to: the sighting unless nothing in it names its sender or tells its state, and what of it could not be read. */
export interface Opened {
  /** `mobile` is empty where the advert tells something and nothing says of whom. */
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
  if (parts.overrun) refused ??= malformed('an AD structure runs over the end of the advert');
  if (readings.length > 1) readings.sort((one, other) => rank(one) - rank(other));
  const secured = readings.find((reading) => reading.secured)?.secured;
  const sighting = sightingOf(advert, readings);
  const opened: { -readonly [K in keyof Opened]: Opened[K] } = {};
  if (sighting !== undefined) opened.sighting = sighting;
  if (secured !== undefined) opened.secured = secured;
  if (refused !== undefined) opened.refused = refused;
  return opened;
}

function rank({ identifier }: Reading): number {
  const place = identifier === undefined ? -1 : STRONGEST_FIRST.findIndex((kind) => identifier.startsWith(kind));
  return place === -1 ? STRONGEST_FIRST.length : place;
}

function sightingOf(advert: Advert, readings: readonly Reading[]): Sighting | undefined {
  const { t, rx, anchor, address, addressType } = advert;
  const identifiers: string[] = [];
  const shared: string[] = [];
  const sighting: Sighting = { t, rx, anchor, mobile: '', radio: 'ble' };
  if (advert.rssiDbm !== undefined) sighting.rssiDbm = advert.rssiDbm;
  if (addressType !== undefined) sighting.randomized = addressType !== 'public' && addressType !== 'static';
  for (const { identifier, shared: isShared, rssiAt1mDbm, telemetry } of readings) {
    if (identifier !== undefined) (isShared ? shared : identifiers).push(identifier);
    if (rssiAt1mDbm !== undefined) sighting.rssiAt1mDbm ??= rssiAt1mDbm;
    if (telemetry !== undefined) sighting.telemetry = { ...telemetry, ...sighting.telemetry };
  }
  if (address !== undefined) {
    const own = addressIdentifier(address, addressType);
    if (!identifiers.includes(own)) identifiers.push(own);
  }
  if (shared.length > 0) identifiers.push(...shared);
  const mobile = identifiers[0];
  if (mobile === undefined) return sighting.telemetry === undefined ? undefined : sighting;
  sighting.mobile = mobile;
  if (identifiers.length > 1) sighting.also = identifiers.slice(1, 1 + MAX_ALSO);
  return sighting;
}

/** The identifier of an address: one that rotates is named as such (DESIGN §5.1). */
export function addressIdentifier(address: string, type: Advert['addressType']): string {
  if (type === 'resolvable') return `rpa:${address}`;
  if (type === 'non-resolvable') return `nrpa:${address}`;
  return `ble:${address}`;
}
