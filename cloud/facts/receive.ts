import { createHash } from 'node:crypto';
import { checker } from '../../contract/check.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import { factId } from '../../contract/facts/envelope.ts';
import { FACT_SCHEMAS, type Fact } from '../../contract/facts/fact.ts';
import { instantMs } from '../../contract/instant.ts';
import { isName } from '../../contract/scalars.ts';
import type { RawFact } from '../ports/fact-source.ts';

/** What cannot be counted as a fact. It is kept as it came, for it may be a newer kind of fact that a later version understands. */
export interface DeadLetter {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly digest: string;
  readonly shop: string | undefined;
  readonly epoch: string | undefined;
  readonly sequence: number | undefined;
  readonly subject: string | undefined;
  readonly raw: RawFact;
}

export type Received = { readonly fact: Fact } | { readonly dead: DeadLetter };

const FACT_SUBJECT = /^aislegate\.([^.]+)\.fact\.([^.]+)$/u;
const QUARTER_MS = 15 * 60_000;
const EPOCH = /^[0-9a-f]{24}$/u;
const SUBJECT = /^[0-9a-f]{32}$/u;
const CHECKS = new Map(Object.entries(FACT_SCHEMAS).map(([kind, schema]) => [kind, checker(schema)]));

/** The fact in a message, or why there is none. The server vouches for the shop in the subject, the sender only for the body. */
export function receiveFact(raw: RawFact): Received {
  const body = jsonObject(raw.payload);
  const dead = (reason: string): Received => ({ dead: deadLetter(raw, body, reason) });
  if (!body) return dead('not a JSON object');
  const [, shop = '', kind = ''] = FACT_SUBJECT.exec(raw.subject) ?? [];
  const checked = CHECKS.get(kind)?.(body);
  if (!checked) return dead('no such kind of fact');
  if (!checked.ok) return dead(checked.detail);
  const fact = checked.value as Fact;
  if (fact.shop !== shop || fact.source !== `aislegate/${shop}`) return dead('the shop of the fact is not that of its subject');
  if (fact.id !== factId(shop, fact.epoch, fact.sequence)) return dead('the id is not that of shop, epoch and sequence');
  const data: Readonly<Record<string, unknown>> = fact.data;
  if (data['subject'] !== fact.subject) return dead('the subject of the event is not that of its data');
  for (const [name, value] of [['time', fact.time] as const, ...Object.entries(data)]) {
    if (isInstantName(name, kind) && typeof value === 'string' && instantMs(value) === undefined) return dead(`/${name} names no moment`);
  }
  if (fact.type === 'aislegate.fact.footfall' && (instantMs(fact.data.from) ?? 0) % QUARTER_MS !== 0) {
    return dead('/from is not the beginning of 15 minutes');
  }
  return { fact };
}

export function deadLetter(raw: RawFact, body: Readonly<Record<string, unknown>> | undefined, reason: string): DeadLetter {
  const shop = FACT_SUBJECT.exec(raw.subject)?.[1];
  const epoch = body?.['epoch'];
  const sequence = body?.['sequence'];
  const numbered = shop !== undefined && isName(shop) && typeof epoch === 'string' && EPOCH.test(epoch) && isSequence(sequence);
  const subject = body?.['subject'] ?? (body?.['data'] as { subject?: unknown } | undefined)?.subject;
  return {
    code: 'HQ_FACT_INVALID',
    reason,
    digest: createHash('sha256').update(raw.subject).update('\n').update(raw.payload).digest('hex'),
    shop,
    epoch: numbered ? epoch : undefined,
    sequence: numbered ? sequence : undefined,
    subject: typeof subject === 'string' && SUBJECT.test(subject) ? subject : undefined,
    raw,
  };
}

function isSequence(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

/** What a ranker changed `from` is no moment. */
function isInstantName(name: string, kind: string): boolean {
  return name === 'time' || name === 'at' || (name === 'from' && kind === 'footfall') || name.endsWith('At');
}

function jsonObject(payload: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
