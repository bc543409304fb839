import Type from 'typebox';

/** A name that may stand in a NATS subject, an MQTT topic and a KV key alike: no dots, spaces or wildcards. */
export const NAME_PATTERN = '^[A-Za-z0-9_-]{1,64}$';

export const Name = Type.String({ pattern: NAME_PATTERN, description: 'letters, digits, _ and -; at most 64' });

/** Milliseconds since 1970-01-01 UTC, below the year 5138, which keeps every sum of two of them exact. */
export const EpochMs = Type.Number({ minimum: 0, maximum: 1e14, description: 'ms since 1970-01-01 UTC' });

export const DurationMs = Type.Number({ minimum: 0, maximum: 1e12, description: 'ms' });

export const InstantText = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?(?:Z|[+-]\\d{2}:\\d{2})$',
  maxLength: 40,
  description: 'RFC 3339',
});

/** The random id that stands for a member outside the identity stage: 32 hex digits, meaningless once its key is destroyed. */
export const SubjectId = Type.String({ pattern: '^[0-9a-f]{32}$', description: 'random subject id, 32 hex' });

/** Personal fields under the member's key, see `contract/seal.ts`. */
export const Sealed = Type.String({
  pattern: '^[12]\\.[A-Za-z0-9_-]{38,}$',
  maxLength: 65536,
  description: 'AES-256-GCM under the key of the member, base64url',
});

/** A random id of one thing: 32 hex digits. */
export const ThingId = Type.String({ pattern: '^[0-9a-f]{32}$', description: 'random id, 32 hex' });

const compiledName = new RegExp(NAME_PATTERN, 'u');

export function isName(text: string): boolean {
  return compiledName.test(text);
}
