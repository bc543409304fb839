import Type from 'typebox';
import { Actor } from './facts/security-facts.ts';
import { InstantText, Name, SubjectId, ThingId } from './scalars.ts';

/** What has to be accounted for: who saw, changed or erased what. An action is never given another meaning. */
export const AUDIT_ACTIONS = [
  'member-shown',
  'member-exported',
  'decision-explained',
  'objections-deleted',
  'ranking-changed',
  'holdout-renewed',
  'erasure-asked',
  'member-erased',
  'receipt-issued',
  'records-imported',
  'rule-changed',
  'rule-removed',
  'budget-taken-back',
  'model-published',
  'model-rolled-back',
  'offer-log-exported',
  'keys-handed-out',
  'report-viewed',
  'link-made',
  'link-opened',
  'recording-started',
  'recording-stopped',
  'recording-downloaded',
  'recording-opened',
  'recording-deleted',
  'retention-applied',
  'log-continued',
] as const;

/** Who did what the product does by itself, without being asked. */
export const PRODUCT = 'aislegate';

/** The header in which the command line names the account that asks; what bears no session and no such name is `api`. */
export const ACTOR_HEADER = 'aislegate-by';

const Word = Type.String({ pattern: '^[a-z][a-z-]{0,39}$', description: 'a word without digits: no number of a card or device fits in' });

const entryFields = {
  action: Type.Enum(AUDIT_ACTIONS),
  by: Actor,
  subject: Type.Optional(SubjectId),
  place: Type.Optional(Type.Unsafe<string>({ ...Name, description: 'the shop, screen, staff device or editor that it was about' })),
  thing: Type.Optional(
    Type.Unsafe<string>({ ...ThingId, description: 'the recording, erasure, import, version of a rule, … that it was about' }),
  ),
  what: Type.Optional(Word),
  outcome: Type.Optional(Type.Enum(['done', 'refused', 'failed'])),
  counts: Type.Optional(
    Type.Record(Type.String({ pattern: '^[a-z][a-z-]{0,39}$' }), Type.Integer({ minimum: 0 }), { description: 'how many of what' }),
  ),
};

/** What happened, as who tells it. Nothing in it leads to a person but the random id of a subject, and that only while the subject's key is there. */
export const AuditEntry = Type.Object(entryFields, { additionalProperties: false });
export type AuditEntry = Type.Static<typeof AuditEntry>;

const Digest = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** One line of the log. `hash` is the SHA-256 of the line without it, `previous` that of the line before. */
export const AuditRecord = Type.Object(
  {
    number: Type.Integer({ minimum: 1 }),
    at: InstantText,
    clock: Type.Enum(['machine', 'given'], { description: 'whose time `at` is: that of the machine, or one that the process was given' }),
    ...entryFields,
    previous: Digest,
    hash: Digest,
  },
  { $id: 'AuditRecord', additionalProperties: false },
);
export type AuditRecord = Type.Static<typeof AuditRecord>;
