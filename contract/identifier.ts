import Type from 'typebox';

/**
 * The shapes an identifier can take: lower case, no separators inside hex.
 * `ble` is a public, static random or unreported address; `rpa` and `nrpa` are random ones that rotate. `irk`, `token-key` and `eid-key` are
 * never on the air: they are the secrets from which what is heard is computed, see `SECRET_KINDS`. A gateway that was given an `irk` tells it.
 */
export const IDENTIFIER_PATTERNS = {
  ibeacon: '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-\\d{1,5}-\\d{1,5}',
  altbeacon: '[0-9a-f]{4}-[0-9a-f]{40}',
  'eddystone-uid': '[0-9a-f]{20}-[0-9a-f]{12}',
  'eddystone-eid': '[0-9a-f]{16}',
  'eddystone-url': '\\S{1,200}',
  ble: '[0-9a-f]{12}',
  rpa: '[0-9a-f]{12}',
  nrpa: '[0-9a-f]{12}',
  wifi: '[0-9a-f]{12}',
  irk: '[0-9a-f]{32}',
  'token-key': '[0-9a-f]{32}',
  'eid-key': '[0-9a-f]{32}-(?:\\d|1[0-5])-\\d{1,10}',
  token: '[0-9a-f]{2,64}',
  card: '[0-9a-z]{4,32}',
  app: '[0-9a-zA-Z_.-]{1,64}',
  name: '.{1,120}',
} as const;

export type IdentifierKind = keyof typeof IDENTIFIER_PATTERNS;

const pattern = `^(?:${Object.entries(IDENTIFIER_PATTERNS)
  .map(([kind, body]) => `${kind}:${body}`)
  .join('|')})$`;

/**
 * Secrets of a member's phone or tag, from which it makes what it advertises: `irk:<32 hex>`, in either byte order; `token-key:<32 hex>`;
 * `eid-key:<identity key, 32 hex>-<exponent K, 0 to 15>-<when the beacon's clock was at 0, s since 1970>`.
 */
export const SECRET_KINDS = ['irk', 'token-key', 'eid-key'] as const satisfies readonly IdentifierKind[];
export type SecretKind = (typeof SECRET_KINDS)[number];

export function isSecret(identifier: string): boolean {
  return SECRET_KINDS.some((kind) => identifier.startsWith(`${kind}:`));
}

const CHANGING_KINDS = ['token', 'rpa', 'nrpa', 'eddystone-eid'] as const satisfies readonly IdentifierKind[];

/** Whether it is one of those that phones and tags change every few minutes, and so names nobody for long. */
export function isChanging(identifier: string): boolean {
  return CHANGING_KINDS.some((kind) => identifier.startsWith(`${kind}:`));
}

export const Identifier = Type.String({
  maxLength: 256,
  pattern,
  description: 'kind:value in lower case, as in card:2910048815213, token-key:<32 hex> or ibeacon:<uuid>-<major>-<minor>',
});

const compiled = new RegExp(pattern, 'u');

/** Whether `text` is one of the identifier shapes above. Length is checked first: the pattern never sees an oversize text. */
export function isIdentifier(text: string): boolean {
  return text.length <= 256 && compiled.test(text);
}

/** The part before the colon. */
export function identifierKind(identifier: string): IdentifierKind {
  return identifier.slice(0, identifier.indexOf(':')) as IdentifierKind;
}
