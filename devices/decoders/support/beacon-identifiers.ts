import { isIdentifier } from '../../../contract/identifier.ts';
import { type Fields, own, quotedNumberIn } from './fields.ts';

const UUID = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/u;
const IBEACON = /^([0-9a-f-]{32,36})-(\d{1,5})-(\d{1,5})$/iu;
const MOST = 65_535;

/** The iBeacon that three fields name, or undefined where one of them is missing or wrong. */
export function ibeaconIn(
  fields: Fields,
  keys: { readonly uuid: string; readonly major: string; readonly minor: string },
): string | undefined {
  const uuid = own(fields, keys.uuid);
  const major = quotedNumberIn(fields, keys.major, 0, MOST);
  const minor = quotedNumberIn(fields, keys.minor, 0, MOST);
  const parts = typeof uuid === 'string' && uuid.length <= 36 ? UUID.exec(uuid.toLowerCase()) : null;
  if (!parts || !Number.isInteger(major) || !Number.isInteger(minor)) return undefined;
  return `ibeacon:${parts.slice(1).join('-')}-${major}-${minor}`;
}

/** The iBeacon of which UUID, major and minor stand in one text, with dashes between them. */
export function ibeaconOf(text: string): string | undefined {
  const [, uuid, major, minor] = (text.length <= 48 && IBEACON.exec(text)) || [];
  return ibeaconIn({ uuid, major, minor }, { uuid: 'uuid', major: 'major', minor: 'minor' });
}

/** The text as an identifier of that kind, or undefined where it is none. */
export function identifierIn(fields: Fields, key: string, kind: string): string | undefined {
  const value = own(fields, key);
  const identifier = typeof value === 'string' && value.length <= 200 ? `${kind}:${value}` : '';
  return isIdentifier(identifier) ? identifier : undefined;
}
