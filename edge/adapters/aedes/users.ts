import { createHash, timingSafeEqual } from 'node:crypto';
import type { MqttUser } from '../../../platform/secrets.ts';

type Authenticate = (username: string | undefined, password: Uint8Array | undefined) => MqttUser | undefined;

/**
 * Checks passwords in a time that tells neither whether the user exists nor how much of the password was right. The secrets are random
 * 192-bit values made at first start, so a slow hash would protect nothing.
 */
export function authenticator(users: readonly MqttUser[]): Authenticate {
  const known = new Map(users.map((user) => [user.username, { user, digest: digest(user.password) }] as const));
  const nobody = digest('');
  return (username, password) => {
    const found = username === undefined ? undefined : known.get(username);
    const same = timingSafeEqual(found?.digest ?? nobody, digest(password ?? ''));
    return same && found ? found.user : undefined;
  };
}

function digest(secret: string | Uint8Array): Buffer {
  return createHash('sha256').update(secret).digest();
}
