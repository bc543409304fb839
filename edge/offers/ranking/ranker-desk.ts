import { createHash } from 'node:crypto';
import { AislegateError } from '../../../contract/errors.ts';
import type { RankerStatus, Rollback } from '../../../contract/http/ranker-routes.ts';
import { instantText } from '../../../contract/instant.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Journal } from '../../ports/journal.ts';
import type { ModelStore } from '../../ports/model-store.ts';
import type { ShopLearning } from '../learning/create-learning.ts';
import { RANKER_PREFIX, type Ranker, type Worked } from './create-ranker.ts';

export interface RankerDeskParts {
  readonly ranker: Ranker;
  readonly learning: Pick<ShopLearning, 'rollBack' | 'report'>;
  readonly models: ModelStore;
  readonly journal: Pick<Journal, 'append'>;
  /** State of the journal under RANKER_PREFIX. */
  readonly saved: readonly { readonly key: string; readonly value: object }[];
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** Brings models from where they are kept to where they are served, and writes down what changed. */
export interface RankerDesk {
  /** Serves the newest model that is good. */
  start(): Promise<void>;
  /** A model that headquarters told; false where it was refused. */
  takeModel(text: string): Promise<boolean>;
  /** A slice of what is due. */
  work(): Promise<void>;
  rollBack(to: Rollback, by: string): Promise<RankerStatus>;
  status(): RankerStatus;
}

const DROPPED = `${RANKER_PREFIX}dropped`;
const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function createRankerDesk({ ranker, learning, models, journal, clock, saved }: RankerDeskParts): RankerDesk {
  /** Of the model that somebody went back from: headquarters tells it again at each start, and means nothing new by it. */
  let dropped = (saved.find(({ key }) => key === DROPPED)?.value as { readonly digest: string } | undefined)?.digest;

  async function write({ changes, facts }: Worked): Promise<void> {
    if (changes.length > 0 || facts.length > 0) await journal.append(facts, changes);
  }

  /** One that was good once may be good no more: the features of this version may be others. */
  async function serveNewest(): Promise<void> {
    for (const { bytes, source } of await models.list()) {
      const taken = ranker.take(bytes, source, clock.nowMs());
      await write(taken);
      if (taken.isTaken) return;
    }
  }

  async function modelBefore(): Promise<void> {
    const before = await models.list();
    if (before.length < 2) throw new AislegateError('OFR_NOTHING_BEFORE', { detail: 'no other model is kept here' });
    const [newest] = before;
    await models.dropNewest();
    if (newest) {
      dropped = digestOf(newest.bytes);
      await journal.append([], [{ key: DROPPED, value: { digest: dropped } }]);
    }
    await serveNewest();
  }

  async function headBefore(by: string): Promise<void> {
    const back = learning.rollBack(clock.nowMs(), by);
    if (!back) throw new AislegateError('OFR_NOTHING_BEFORE', { detail: 'the shop serves the model without anything learnt on top' });
    await write(back);
  }

  function status(): RankerStatus {
    const { ranker: serves, fallback, model, source, knownUntil, orderedToCountRule, switchedAt, trial } = ranker.report();
    const { lessons, served, snapshots, shadow, guard } = learning.report();
    return {
      serves,
      orderedToCountRule,
      ...(fallback !== undefined && { fallback }),
      ...(model !== undefined && source !== undefined && knownUntil !== undefined && { model: { version: model, source, knownUntil } }),
      ...(switchedAt !== undefined && { switchedAt: instantText(switchedAt) }),
      ...(trial && { trial: { ...trial } }),
      head: {
        lessons,
        snapshots: [...snapshots],
        ...(served !== undefined && { served }),
        ...(shadow !== undefined && { shadow }),
        ...(guard && { verdict: guard.verdict, evidence: { ...guard.evidence } }),
      },
    };
  }

  return {
    start: serveNewest,
    async takeModel(text) {
      const bytes = Buffer.from(text);
      if (digestOf(bytes) === dropped) return true;
      const taken = ranker.take(bytes, 'headquarters', clock.nowMs());
      await write(taken);
      if (taken.isTaken) await models.keep(bytes);
      return taken.isTaken;
    },
    work: () => write(ranker.work(clock.nowMs())),
    async rollBack(to, by) {
      if (to === 'head') await headBefore(by);
      else if (to === 'model') await modelBefore();
      else await write(ranker.order(to, clock.nowMs(), by));
      return status();
    },
    status,
  };
}
