import type { Recognition, SecretMatch } from '../../edge/ports/recognition.ts';

/** What apps in fixtures sign with. */
export const APP_KEY = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');

/** Recognition that knows one rotating identifier, as it is heard, and whose it is. */
export function oneSecret(subject: string, identifier: string): Recognition {
  const value = identifier.slice(identifier.indexOf(':') + 1);
  const match = (heard: string): SecretMatch | undefined => (heard === value ? { subject, device: 0 } : undefined);
  return {
    put: async () => {},
    destroy: async () => {},
    token: match,
    ephemeral: match,
    address: match,
    tokenKey: (of) => (of === subject ? APP_KEY : undefined),
    advance: () => {},
    sizes: () => ({ tokenKeys: 0, irks: 0, eidKeys: 0 }),
    close: async () => {},
  };
}
