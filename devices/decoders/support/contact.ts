import type { Sighting } from '../../../contract/sighting.ts';
import type { Fields } from './fields.ts';
import { quotedNumberIn } from './fields.ts';

/** A sighting of which parts may not be known. */
export type Contact = { readonly [K in keyof Sighting]?: Sighting[K] | undefined } & Pick<
  Sighting,
  't' | 'rx' | 'anchor' | 'mobile' | 'radio'
>;

/** The sighting without the parts that are not known. Written out: this is done for every report, and spreads cost more than the parsing. */
export function sightingOf(contact: Contact): Sighting {
  const { t, rx, anchor, mobile, radio } = contact;
  const sighting: Sighting = { t, rx, anchor, mobile, radio };
  if (contact.rssiDbm !== undefined) sighting.rssiDbm = contact.rssiDbm;
  if (contact.rssiAt1mDbm !== undefined) sighting.rssiAt1mDbm = contact.rssiAt1mDbm;
  if (contact.distanceM !== undefined) sighting.distanceM = contact.distanceM;
  if (contact.position !== undefined) sighting.position = contact.position;
  if (contact.randomized !== undefined) sighting.randomized = contact.randomized;
  if (contact.also !== undefined && contact.also.length > 0) sighting.also = contact.also;
  if (contact.telemetry !== undefined) sighting.telemetry = contact.telemetry;
  return sighting;
}

/** Our name of a reading, then the vendor's name, the least and the most that it can be, and by what it is divided to come to our unit. */
export type Readings = readonly (readonly [ours: string, theirs: string, low: number, high: number, divisor?: number])[];

/** What a vendor's object says of a device's state, by our names; what is of the wrong type or out of range is left out. */
export function telemetryOf(fields: Fields, readings: Readings): Record<string, number> | undefined {
  let telemetry: Record<string, number> | undefined;
  for (const reading of readings) {
    const value = quotedNumberIn(fields, reading[1], reading[2], reading[3]);
    if (value === undefined) continue;
    telemetry ??= {};
    telemetry[reading[0]] = value / (reading[4] ?? 1);
  }
  return telemetry;
}
