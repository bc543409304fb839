import { checker } from '../../contract/check.ts';
import type { FactDraft } from '../../contract/facts/fact.ts';
import { instantText } from '../../contract/instant.ts';
import type { Removed } from '../../contract/privacy.ts';
import { ErasureRecord } from '../../contract/records.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal, StateChange } from '../ports/journal.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { MemberStore } from '../ports/member-store.ts';
import type { Recognition } from '../ports/recognition.ts';
import type { Replica } from '../ports/replica.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { hotStateOf } from './hot-state.ts';
import type { Tombstones } from './tombstones.ts';

export interface EraserParts {
  /** Not the guarded one: of a tombstone it must take what it takes of nobody else. */
  readonly journal: Pick<Journal, 'append' | 'redact' | 'state'>;
  readonly tombstones: Tombstones;
  readonly keyRing: Pick<KeyRing, 'get' | 'destroy'>;
  readonly recognition: Pick<Recognition, 'destroy'>;
  readonly members: Pick<MemberStore, 'get' | 'write'>;
  readonly replica: Pick<Replica, 'all' | 'put'>;
  /** Prefixes of the hot state that is about somebody. */
  readonly prefixes: readonly string[];
  /** Drops what the stages hold of a subject in memory, and what screens and staff see of it. What they would write of it the guarded journal does not take. */
  readonly forget: (subject: string) => Promise<void>;
  /** Runs a task while no stage is in the middle of something. */
  readonly alone: (task: () => Promise<void>) => Promise<void>;
  /** Notes what was done. An erasure does not wait for it. */
  readonly account: (record: ErasureRecord, removed: Removed) => Promise<unknown>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly telemetry: Telemetry;
}

export interface Eraser {
  /** Takes an order to erase, from headquarters or from somebody here; false where it is none. It is carried out at once, or as soon as the disk allows. */
  take(value: unknown): boolean;
  /** Goes on with what waits. Rejects where it could not; call again. */
  work(): Promise<void>;
  waiting(): number;
}

const checkRecord = checker(ErasureRecord);

/**
 * Erases somebody from this shop. The order makes it stand whatever ends the process in between: the tombstone, which shuts out what comes late; the
 * key and the secrets, without which no copy of anything sealed can be opened; then the rows, and at last the word to headquarters.
 */
export function createEraser(parts: EraserParts): Eraser {
  const { journal, tombstones, keyRing, recognition, members, replica, clock, telemetry } = parts;
  const waiting = new Map<string, ErasureRecord>(tombstones.unfinished().map((one) => [one.subject, one]));
  /** What was removed before an attempt failed. */
  const removedOf = new Map<string, Record<string, number>>();
  let working: Promise<void> | undefined;

  async function erase(record: ErasureRecord): Promise<void> {
    const { subject } = record;
    const before = tombstones.of(subject);
    if (before?.erasedAt !== undefined) return repeat(record, before.erasedAt);
    await journal.append([], [tombstones.put({ ...pure(record) })]);
    const removed = removedOf.get(subject) ?? {};
    removedOf.set(subject, removed);
    const add = (what: string, count: number): void => {
      removed[what] = (removed[what] ?? 0) + count;
    };
    add('keys', keyRing.get(subject) ? 1 : 0);
    await keyRing.destroy(subject);
    await recognition.destroy(subject);
    add('members', members.get(subject) ? 1 : 0);
    await members.write([{ subject, removed: true }]);
    await parts.alone(async () => {
      await parts.forget(subject);
      const gone = hotStateOf(journal, parts.prefixes, subject);
      if (gone.length > 0)
        await journal.append(
          [],
          gone.map(({ key }): StateChange => ({ key, value: undefined })),
        );
      add('remembered', gone.length);
      add('facts', await journal.redact(subject));
    });
    add('orders', removeOrders(subject));
    await tell(record, instantText(clock.nowMs()), removed);
    removedOf.delete(subject);
    await parts.account(record, removed).catch((error) => telemetry.error('AUD_NOT_WRITTEN', { erasureId: record.erasureId }, error));
    telemetry.count('aislegate_erasures_total');
  }

  /** It was asked for here, and then at headquarters, or the other way round: the second asker hears of it, too. */
  async function repeat(record: ErasureRecord, erasedAt: string): Promise<void> {
    if (tombstones.of(record.subject)?.erasureId !== record.erasureId) await tell(record, erasedAt, {});
  }

  async function tell(record: ErasureRecord, erasedAt: string, removed: Removed): Promise<void> {
    const fact: FactDraft = { kind: 'erasure', t: clock.nowMs(), data: { ...pure(record), erasedAt, removed: { ...removed } } };
    const before = tombstones.of(record.subject);
    const change = tombstones.put({ ...pure(record), erasedAt });
    try {
      await journal.append([fact], [change]);
    } catch (error) {
      // Not told yet: with what stood before it is done, and told, at the next attempt.
      if (before) tombstones.put(before);
      throw error;
    }
  }

  function removeOrders(subject: string): number {
    const orders = replica
      .all()
      .filter(({ bucket, value }) => bucket === 'orders' && (value as { subject?: unknown } | undefined)?.subject === subject);
    for (const { bucket, key } of orders) replica.put({ bucket, key, value: undefined });
    return orders.length;
  }

  async function workOff(): Promise<void> {
    for (let [record] = waiting.values(); record; [record] = waiting.values()) {
      await erase(record);
      if (waiting.get(record.subject) === record) waiting.delete(record.subject);
    }
  }

  function work(): Promise<void> {
    working ??= workOff().finally(() => {
      working = undefined;
    });
    return working;
  }

  return {
    take(value) {
      const record = checkRecord(value);
      if (!record.ok) return false;
      const { subject, erasureId } = record.value;
      const before = tombstones.of(subject);
      if (before?.erasedAt !== undefined && before.erasureId === erasureId) return true;
      waiting.set(subject, record.value);
      // The disk is full: it waits, and is tried again.
      work().catch(() => {});
      return true;
    },
    work,
    waiting: () => waiting.size,
  };
}

function pure({ erasureId, subject, requestedAt }: ErasureRecord): ErasureRecord {
  return { erasureId, subject, requestedAt };
}
