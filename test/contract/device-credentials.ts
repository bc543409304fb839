import { describe, expect, it } from 'vitest';
import type { DeviceCredentials } from '../../edge/ports/device-credentials.ts';

/** What the edge may rely on when it pairs a screen or a phone. */
export function deviceCredentialsContract(name: string, make: () => DeviceCredentials): void {
  describe(`${name} as the issuer of device credentials`, () => {
    it('gives each pairing a key of its own: one that is stolen opens nothing else', async () => {
      const credentials = make();
      const issued = [
        await credentials.issue('screen', 'wine-screen', 'lyon-3'),
        await credentials.issue('screen', 'wine-screen', 'lyon-3'),
        await credentials.issue('staff', 'phone-1', 'lyon-3'),
      ];
      expect(new Set(issued.map(({ seed }) => seed)).size).toBe(3);
      expect(new Set(issued.map(({ jwt }) => jwt)).size).toBe(3);
    });

    it('says in the credential whom it is for, and never puts the key into it', async () => {
      const { jwt, seed } = await make().issue('staff', 'phone-1', 'lyon-3');
      const claims = Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString();
      expect(claims).toContain('staff-phone-1');
      expect(claims).not.toContain(seed);
    });
  });
}
