import type { DeviceCredentials } from '../../edge/ports/device-credentials.ts';

/** Credentials that say whom they are for and open nothing. */
export function fakeDeviceCredentials(): DeviceCredentials {
  let issued = 0;
  return {
    issue: async (role, id, shop) => {
      issued += 1;
      const claims = Buffer.from(JSON.stringify({ name: `${role}-${id}`, shop, number: issued })).toString('base64url');
      return { jwt: `fake.${claims}.unsigned`, seed: `fake-seed-${issued}` };
    },
  };
}
