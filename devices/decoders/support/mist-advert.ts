import { MANUFACTURER_DATA, SERVICE_DATA, structureWith } from './ad-structures.ts';
import { fieldsOf, listIn } from './cloud-fields.ts';
import { type Fields, hexBytes, quotedNumberIn, textOf } from './fields.ts';

/** A 16-bit UUID may be written out in full, on the base UUID of Bluetooth. */
const SHORT_UUID = /^(?:0x)?(?:0000)?([0-9a-f]{4})(?:-0000-1000-8000-00805f9b34fb)?$/u;
const MOST_PACKETS = 8;
const MOST_BYTES = 252;

/** The advert of which an event holds the manufacturer's and the services' data, put together again (Core 5.4, Vol 3 Part C §11). */
export function advertOf(event: Fields): Uint8Array | undefined {
  const company = quotedNumberIn(event, 'mfg_company_id', 0, 65_535);
  const structures = [structureOf(MANUFACTURER_DATA, company, textOf(event, 'mfg_data', 2 * MOST_BYTES))];
  for (const packet of listIn(event, 'service_packets').slice(0, MOST_PACKETS)) {
    const fields = fieldsOf(packet);
    const uuid = SHORT_UUID.exec(textOf(fields, 'service_uuid', 36)?.toLowerCase() ?? '')?.[1];
    const service = uuid === undefined ? undefined : Number.parseInt(uuid, 16);
    structures.push(structureOf(SERVICE_DATA, service, textOf(fields, 'service_data', 2 * MOST_BYTES)));
  }
  const bytes = structures.flatMap((structure) => [...(structure ?? [])]);
  return bytes.length === 0 ? undefined : Uint8Array.from(bytes);
}

/** A structure that begins with a number of 16 bits, where both the number and what follows are told. */
function structureOf(type: number, number: number | undefined, hex: string | undefined): Uint8Array | undefined {
  const data = hex === undefined ? undefined : hexBytes(hex, MOST_BYTES);
  return number === undefined || data === undefined ? undefined : structureWith(type, [number & 0xff, number >> 8], data);
}
