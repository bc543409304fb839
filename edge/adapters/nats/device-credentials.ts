import { encodeUser } from '@nats-io/jwt';
import { createUser, fromSeed } from '@nats-io/nkeys';
import { subjects } from '../../../contract/subjects.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DeviceCredentials, DeviceRole } from '../../ports/device-credentials.ts';

const LIFETIME_S = 24 * 60 * 60;

export interface DeviceCredentialsOptions {
  /** Seed of the account, or of one of its signing keys. */
  readonly accountSeed: string;
  /** The account, when `accountSeed` is a signing key of it. */
  readonly accountPublicKey?: string;
  readonly clock: Clock;
}

/** Users signed on demand: the server holds no list of devices, and a stolen credential ends within a day. */
export function createDeviceCredentials({ accountSeed, accountPublicKey, clock }: DeviceCredentialsOptions): DeviceCredentials {
  const signer = fromSeed(new TextEncoder().encode(accountSeed));
  return {
    issue: async (role, id, shop) => {
      const user = createUser();
      const { publish, subscribe } = allowed(role, id, shop);
      const permissions = { pub: { allow: [publish] }, sub: { allow: [subscribe] } };
      const options = { exp: Math.floor(clock.nowMs() / 1000) + LIFETIME_S };
      const name = `${role}-${id}`;
      const jwt = accountPublicKey
        ? await encodeUser(name, user, accountPublicKey, permissions, { ...options, signer })
        : await encodeUser(name, user, signer, permissions, options);
      return { jwt, seed: new TextDecoder().decode(user.getSeed()) };
    },
  };
}

function allowed(role: DeviceRole, id: string, shop: string): { publish: string; subscribe: string } {
  return role === 'screen'
    ? { publish: subjects.screenEvent(shop, id), subscribe: subjects.screenShow(shop, id) }
    : { publish: subjects.staffEvent(shop, id), subscribe: subjects.staffAlert(shop) };
}
