import { jetstream } from '@nats-io/jetstream';
import type { Msg } from '@nats-io/transport-node';
import { type Checked, checker } from '../../../contract/check.ts';
import { AislegateError } from '../../../contract/errors.ts';
import { type Fact, factKind } from '../../../contract/facts/fact.ts';
import { Confirmed, KeysReply } from '../../../contract/messages.ts';
import { LeaseReply } from '../../../contract/offers/budget.ts';
import { ExportRequest } from '../../../contract/privacy.ts';
import { ALL_SHOPS, type Bucket, HQ_DOMAIN, inboxPrefix, subjects } from '../../../contract/subjects.ts';
import { backoffMs } from '../../journal/backoff.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Headquarters } from '../../ports/headquarters.ts';
import type { Random } from '../../ports/random.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { watchBucket } from './bucket-watch.ts';
import type { Link } from './bus.ts';

export interface HeadquartersOptions {
  readonly link: Link;
  readonly shop: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  /** Period of the heartbeats by which a lost link is noticed. */
  readonly heartbeatMs?: number;
  /** How long an answer may take. */
  readonly timeoutMs?: number;
}

const HEARTBEAT_MS = 5000;
const TIMEOUT_MS = 5000;
const HEARD_BEATS = 3;
const PUBLISH_WINDOW = 200;
const KEYS_PER_REQUEST = 1000;
/** Who was erased while the shop was cut off is gone before anything is told of anybody. */
const FIRST_BUCKET: Bucket = 'erasures';
const WATCH_RETRY = { firstMs: 500, capMs: 15_000 } as const;

const checkConfirmed = checker(Confirmed);
const checkKeys = checker(KeysReply);
const checkExport = checker(ExportRequest);
const checkLease = checker(LeaseReply);

export interface LinkedHeadquarters extends Headquarters {
  close(): void;
}

/** Headquarters as the shop reaches it: through its own NATS server and the leaf link of that. */
export function createHeadquarters(options: HeadquartersOptions): LinkedHeadquarters {
  const { link, shop, clock, random, telemetry, heartbeatMs = HEARTBEAT_MS, timeoutMs = TIMEOUT_MS } = options;
  const { connection } = link;
  const stream = jetstream(connection, { domain: HQ_DOMAIN, timeout: timeoutMs });
  const stops: Cancel[] = [];
  let heardMs = Number.NEGATIVE_INFINITY;
  /** Whose erasures are not all carried out yet. */
  const unread = new Set<string>();

  const heard = (): void => {
    heardMs = clock.nowMs();
  };
  const reachable = (): boolean => link.connected() && clock.nowMs() - heardMs <= HEARD_BEATS * heartbeatMs;
  const malformed = (part: string, detail: string): void => telemetry.warn('HQ_MESSAGE_INVALID', { part, detail });

  const send = async (facts: readonly Fact[]): Promise<void> => {
    if (unread.size > 0) throw unreachable(new Error('who was erased meanwhile is not known yet'));
    const waiting = facts.values();
    let failure: unknown;
    const lane = async (): Promise<void> => {
      for (const fact of waiting) {
        if (failure !== undefined) return;
        try {
          await stream.publish(subjects.fact(shop, factKind(fact)), JSON.stringify(fact), { msgID: fact.id });
          heard();
        } catch (cause) {
          failure ??= cause;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(PUBLISH_WINDOW, facts.length) }, lane));
    if (failure !== undefined) throw unreachable(failure);
  };

  const ask = async <T>(subject: string, request: object, check: (value: unknown) => Checked<T>): Promise<T> => {
    const reply = await connection.request(subject, JSON.stringify(request), { timeout: timeoutMs }).catch((cause) => {
      throw unreachable(cause);
    });
    heard();
    const checked = parsed(reply, check);
    if (!checked.ok) throw new AislegateError('HQ_MESSAGE_INVALID', { detail: checked.detail });
    return checked.value;
  };

  stops.push(clock.every(heartbeatMs, () => telemetry.gauge('aislegate_headquarters_reachable', reachable() ? 1 : 0)));

  return {
    send,
    reachable,
    onConfirmed: (handler) => {
      const subscription = connection.subscribe(subjects.confirmed(shop), {
        callback: (error, message) => {
          if (error) return;
          heard();
          const checked = parsed(message, checkConfirmed);
          checked.ok ? handler(checked.value) : malformed('confirmed', checked.detail);
        },
      });
      stops.push(() => subscription.unsubscribe());
    },
    onErase: (handler) => {
      const subscription = connection.subscribe(subjects.erase(shop), {
        callback: (error, message) => {
          if (error) return;
          heard();
          handler(jsonOf(message));
        },
      });
      stops.push(() => subscription.unsubscribe());
    },
    onExport: (handler) => {
      const subscription = connection.subscribe(subjects.export(shop), {
        callback: (error, message) => {
          const checked = error ? undefined : parsed(message, checkExport);
          if (!checked?.ok) return;
          heard();
          for (const part of handler(checked.value)) connection.publish(subjects.exported(shop), JSON.stringify(part));
        },
      });
      stops.push(() => subscription.unsubscribe());
    },
    watch: (buckets, handler, after) => {
      for (const bucket of buckets) {
        for (const owner of [shop, ALL_SHOPS]) {
          const isFirst = bucket === FIRST_BUCKET;
          if (isFirst) unread.add(owner);
          const stop = watchBucket({
            ...(isFirst
              ? { onCurrent: (isCurrent: boolean) => void (isCurrent ? unread.delete(owner) : unread.add(owner)) }
              : { mayOpen: () => unread.size === 0 }),
            link,
            clock,
            bucket,
            owner,
            heartbeatMs,
            inboxPrefix: inboxPrefix(shop),
            after: after?.get(`${bucket}/${owner}`),
            backoffMs: (failures) => backoffMs(WATCH_RETRY, failures, random),
            onEntry: handler,
            onHeard: heard,
            onMalformed: (detail) => malformed(bucket, detail),
          });
          stops.push(stop);
        }
      }
    },
    keys: async (wanted) => {
      const found = new Map<string, Uint8Array>();
      for (let at = 0; at < wanted.length; at += KEYS_PER_REQUEST) {
        const part = wanted.slice(at, at + KEYS_PER_REQUEST);
        const { keys } = await ask<KeysReply>(subjects.keys(shop), { subjects: part }, checkKeys);
        for (const { subject, key } of keys) found.set(subject, new Uint8Array(Buffer.from(key, 'base64url')));
      }
      return found;
    },
    lease: (request) => ask<LeaseReply>(subjects.lease(shop), request, checkLease),
    close: () => {
      for (const stop of stops.splice(0)) stop();
    },
  };
}

function unreachable(cause: unknown): AislegateError {
  return new AislegateError('HQ_UNREACHABLE', { detail: cause instanceof Error ? cause.message : 'unknown' }, { cause });
}

function parsed<T>(message: Msg, check: (value: unknown) => Checked<T>): Checked<T> {
  const value = jsonOf(message);
  return value === undefined ? { ok: false, detail: 'not JSON' } : check(value);
}

function jsonOf(message: Msg): unknown {
  try {
    return message.json<unknown>();
  } catch {
    return undefined;
  }
}
