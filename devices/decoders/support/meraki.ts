import { type Decoded, type HttpIntake, malformed, NOT_MINE, type Undecoded } from '../../../contract/decoder.ts';
import { isSameSecret } from '../../../contract/same-secret.ts';
import { fieldsOf, isLocallyAdministered } from './cloud-fields.ts';
import { type Fields, own } from './fields.ts';
import { tolerantJson } from './tolerant-json.ts';

/** A post of Meraki's cloud is known by its version and type; its `secret` goes no further than `merakiIntake`. */
export interface MerakiPost {
  readonly type: string;
  readonly data: Fields;
  readonly observations: readonly unknown[];
}

/** The post of that version, or what else the message is. */
export function merakiPost(message: Undecoded, isOwn: boolean, version: string, types: readonly string[]): MerakiPost | Decoded {
  const parsed = tolerantJson(message.payload);
  if ('kind' in parsed) return isOwn ? parsed : NOT_MINE;
  const body = fieldsOf(parsed.value);
  const type = types.find((known) => known === own(body, 'type'));
  const written = own(body, 'version');
  if (type === undefined || (written !== Number(version) && written !== version && written !== `${version}.0`)) {
    return isOwn ? malformed(`version or type is not of the Scanning API ${version}`) : NOT_MINE;
  }
  const data = fieldsOf(own(body, 'data'));
  const observations = own(data, 'observations');
  return Array.isArray(observations) ? { type, data, observations } : malformed('data has no list of observations');
}

/** Who was heard, by the address that Meraki names. */
export function clientOf(address: string, isWifi: boolean): { mobile: string; radio: 'wifi' | 'ble'; randomized?: boolean } {
  if (!isWifi) return { mobile: `ble:${address}`, radio: 'ble' };
  return { mobile: `wifi:${address}`, radio: 'wifi', randomized: isLocallyAdministered(address) };
}

/** Meraki puts the agreed secret into the body and asks for the validator before it posts anything (wire-formats §2.7). */
export const merakiIntake: HttpIntake = {
  authentic({ body }, secret) {
    const parsed = tolerantJson(body);
    const given = 'kind' in parsed ? undefined : own(fieldsOf(parsed.value), 'secret');
    return typeof given === 'string' && isSameSecret(given, secret);
  },
  validator: true,
};
