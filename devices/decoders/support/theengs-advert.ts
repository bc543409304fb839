import { MANUFACTURER_DATA, SERVICE_DATA, structureWith } from './ad-structures.ts';
import { type Fields, hexBytes, textOf } from './fields.ts';

/** Types of service data by the length of their UUID (Core Specification Supplement, Part A §1.11). */
const SERVICE_DATA_TYPES: Readonly<Record<number, number>> = { 2: SERVICE_DATA, 4: 0x20, 16: 0x21 };
/** What every 16-bit UUID ends in when it is written in full (Core Vol 3 Part B §2.5.1). */
const BASE_UUID = '00001000800000805f9b34fb';
const MOST_DATA_BYTES = 252;

/** The AD structures that a gateway took apart into hex texts, or undefined where it sent none that can be put together again. */
export function rebuiltAdvert(fields: Fields): Uint8Array | undefined {
  const structures = [serviceData(fields), manufacturerData(fields)].filter((structure) => structure !== undefined);
  return structures.length === 0 ? undefined : Buffer.concat(structures);
}

function manufacturerData(fields: Fields): Uint8Array | undefined {
  const data = bytesIn(fields, 'manufacturerdata');
  return data && structureWith(MANUFACTURER_DATA, [], data);
}

function serviceData(fields: Fields): Uint8Array | undefined {
  const data = bytesIn(fields, 'servicedata');
  const uuid = uuidOf(textOf(fields, 'servicedatauuid', 38));
  const type = uuid && SERVICE_DATA_TYPES[uuid.length];
  return data && uuid && type !== undefined ? structureWith(type, [...uuid], data) : undefined;
}

function bytesIn(fields: Fields, key: string): Uint8Array | undefined {
  const text = textOf(fields, key, 2 * MOST_DATA_BYTES);
  return text === undefined ? undefined : hexBytes(text, MOST_DATA_BYTES);
}

/** `0xfeaa`, `feaa`, or a UUID in full → its bytes as they go over the air, last first. */
function uuidOf(text: string | undefined): Uint8Array | undefined {
  const plain = (text ?? '').toLowerCase().replace(/^0x/u, '').replaceAll('-', '');
  const short = plain.length === 32 && plain.startsWith('0000') && plain.endsWith(BASE_UUID) ? plain.slice(4, 8) : plain;
  return hexBytes(short, 16)?.reverse();
}
