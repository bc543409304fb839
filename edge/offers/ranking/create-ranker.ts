import type { FactDraft } from '../../../contract/facts/fact.ts';
import type { Decision, Fallback, RankerChange } from '../../../contract/facts/offer-facts.ts';
import { instantMs } from '../../../contract/instant.ts';
import { MODEL_STALE_DAYS } from '../../../contract/offers/model-record.ts';
import { orderTrial, TRIAL_LIMITS, type TrialLimits, type TrialVerdict } from '../../../models/off-policy/order-trial.ts';
import type { MemberHistory, Moment } from '../../../models/offer-ranker/features/inputs.ts';
import { type Artefact, type ArtefactTrust, type Refusal, readArtefact } from '../../../models/offer-ranker/network/artefact.ts';
import { countRule } from '../../../models/offer-ranker/network/count-rule.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StateChange } from '../../ports/journal.ts';
import { MOST_MODELS } from '../../ports/model-store.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { rankerFact, type ShopLearning } from '../learning/create-learning.ts';
import { trialRows } from './cold-start.ts';
import { createHealth, HEALTH_SETTINGS, type HealthSettings } from './health.ts';
import { type PreparedBook, prepareBook, type RankedBook, UNKNOWN_RATE } from './prepared-book.ts';
import { COUNT_RULE, rankedByModel, rankedByRule, type ScoredSlate, scoreSlate } from './ranked.ts';
import type { Ranked, Ranking } from './ranking.ts';

export const RANKER_PREFIX = 'ranker/';
const STATE = `${RANKER_PREFIX}state`;

export interface RankerSettings {
  /** A model of headquarters that knows nothing of so long is no longer served. */
  readonly staleAfterMs: number;
  readonly trialEveryMs: number;
  readonly trial: TrialLimits;
  readonly health: HealthSettings;
}
export const RANKER_SETTINGS: RankerSettings = {
  staleAfterMs: MODEL_STALE_DAYS * 86_400_000,
  trialEveryMs: 3_600_000,
  trial: TRIAL_LIMITS,
  health: HEALTH_SETTINGS,
};

export interface RankerParts {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly telemetry: Pick<Telemetry, 'gauge' | 'warn'>;
  readonly learning: ShopLearning;
  readonly trust: ArtefactTrust;
  /** State of the journal under RANKER_PREFIX. */
  readonly saved: readonly { readonly key: string; readonly value: object }[];
  readonly settings?: RankerSettings;
}

/** Facts and changes that are to be written together. */
export interface Worked {
  readonly changes: readonly StateChange[];
  readonly facts: readonly FactDraft[];
}

/** `shipped`: it came with the software and knows another chain; it is never too old, and has to prove itself like any other. */
export type ModelSource = 'headquarters' | 'shipped';

export interface RankerReport {
  readonly ranker: 'count-rule' | 'model';
  readonly fallback: Fallback | undefined;
  readonly model: string | undefined;
  readonly source: ModelSource | undefined;
  readonly knownUntil: string | undefined;
  readonly orderedToCountRule: boolean;
  readonly switchedAt: number | undefined;
  readonly trial: TrialVerdict['evidence'] | undefined;
}

export interface Ranker {
  /** What orders the offers of a book now. Decisions under way keep the one that they began with. */
  of(book: RankedBook): Ranking;
  /** What ordered the offers of a book when this was decided, without what was on trial; undefined where it is no longer here. */
  asOf(book: RankedBook, decision: Pick<Decision, 'ranker' | 'fallback' | 'model' | 'head'>): Ranking | undefined;
  /** A model that was told, or found: served from the next decision on, or refused, and then the last good one stays. */
  take(bytes: Uint8Array, source: ModelSource, now: number): Worked & { readonly isTaken: boolean };
  /** A slice of what is due, a few ms at most: learning, the trial of the cold start, and what there is to tell. */
  work(now: number): Worked;
  /** The count rule orders from the next decision on; or, with `auto`, whatever the evidence says. */
  order(what: 'count-rule' | 'auto', now: number, by: string): Worked;
  report(): RankerReport;
}

interface State {
  readonly ordered: boolean;
  /** Told last. */
  readonly model?: string;
  readonly switchedAt?: number;
}

const FALLBACK_OF: Readonly<Record<Refusal, Fallback>> = {
  unreadable: 'unreadable',
  digest: 'unreadable',
  signature: 'bad-signature',
  features: 'wrong-shape',
  shape: 'wrong-shape',
  'not-a-number': 'not-a-number',
};
/** Why the count rule orders where nothing is wrong. */
const EXPECTED: readonly (Fallback | undefined)[] = [undefined, 'cold-start', 'ordered'];
const NOTHING: Worked = { changes: [], facts: [] };

const ratesOf = ({ rates }: PreparedBook, places: readonly number[]): Float32Array =>
  Float32Array.from(places, (place) => rates[place] ?? 0);

interface Served {
  readonly artefact: Artefact;
  readonly source: ModelSource;
  readonly knownUntil: number;
}

export function createRanker(parts: RankerParts): Ranker {
  const { clock, telemetry, learning } = parts;
  const settings = parts.settings ?? RANKER_SETTINGS;
  const books = new WeakMap<RankedBook, PreparedBook>();
  let state = (parts.saved.find(({ key }) => key === STATE)?.value as State | undefined) ?? { ordered: false };
  let model: Served | undefined;
  /** The latest that were served, by version: to make decisions again. */
  const known = new Map<string, Artefact>();
  let refusal: Fallback | undefined;
  let health = createHealth(settings.health);
  let current: { readonly ranker: 'count-rule' | 'model'; readonly fallback: Fallback | undefined } = {
    ranker: 'count-rule',
    fallback: undefined,
  };
  let untold: FactDraft[] = [];
  let record: RankedBook['ranking'];
  let trialAt = Number.NEGATIVE_INFINITY;
  let trial: TrialVerdict['evidence'] | undefined;

  const become = (changed: Partial<State>): StateChange => {
    state = { ...state, ...changed };
    return { key: STATE, value: state };
  };

  /** Why the model must not even be asked. */
  function unfit(now: number): Fallback | undefined {
    if (!model) return refusal ?? 'no-model';
    if (model.source === 'headquarters' && now - model.knownUntil > settings.staleAfterMs) return 'stale';
    return health.fallback(now);
  }

  /** Why the count rule orders although the model could. */
  function unproven(ranking: RankedBook['ranking']): Fallback | undefined {
    if (state.ordered || ranking?.serve === 'count-rule') return 'ordered';
    if (ranking?.serve === 'model' || ranking?.switchedOn || state.switchedAt !== undefined) return undefined;
    return 'cold-start';
  }

  /** What would order a decision that is made now. */
  function servesNow(): typeof current {
    const fallback = unfit(clock.nowMs()) ?? unproven(record) ?? (current.fallback === 'failed' ? 'failed' : undefined);
    return { ranker: fallback === undefined ? 'model' : COUNT_RULE, fallback };
  }

  function note(ranker: 'count-rule' | 'model', fallback: Fallback | undefined, now: number): void {
    if (current.ranker === ranker && current.fallback === fallback) return;
    const [was, is] = [current.fallback, fallback];
    current = { ranker, fallback };
    telemetry.gauge('aislegate_ranker_serves', ranker === 'model' ? 1 : 0);
    if (was !== is && !EXPECTED.includes(was)) {
      telemetry.gauge('aislegate_ranker_fallback', 0, { reason: was ?? '' });
      untold.push(rankerFact(now, { change: 'fallback-ended', by: 'edge', ...(was && { reason: was }) }));
    }
    if (!EXPECTED.includes(is)) {
      telemetry.gauge('aislegate_ranker_fallback', 1, { reason: is ?? '' });
      telemetry.warn('OFR_FALLBACK', { reason: is ?? '' });
      untold.push(rankerFact(now, { change: 'fallback-began', by: 'edge', ...(is && { reason: is }) }));
    }
  }

  function preparedOf(book: RankedBook): PreparedBook {
    const prepared = books.get(book) ?? prepareBook(book);
    books.set(book, prepared);
    return prepared;
  }

  /** Figures that make no sense must not keep a shop from showing offers: then they are in the order of the book. */
  function rankSomehow(book: RankedBook, history: MemberHistory, moment: Moment, places: readonly number[]): Ranked {
    try {
      return rank(preparedOf(book), history, moment, places);
    } catch {
      note(COUNT_RULE, 'failed', clock.nowMs());
      return rankedByRule('failed', new Float64Array(places.length), new Float32Array(places.length).fill(UNKNOWN_RATE), undefined);
    }
  }

  /** The slate by the model; undefined where it fails, and then it is not asked again for a while. */
  function ask(book: PreparedBook, history: MemberHistory, moment: Moment, places: readonly number[]): ScoredSlate | undefined {
    if (!model) return undefined;
    const started = clock.nowMs();
    try {
      const scored = book.scorerOf(model.artefact).score(history, moment, places);
      if (!scored.logits.every(Number.isFinite)) return void health.broke('not-a-number', started);
      const now = clock.nowMs();
      health.took(now - started, now);
      return scoreSlate(book, model.artefact, scored, { own: history.offers, moment, places });
    } catch {
      return void health.broke('failed', started);
    }
  }

  function rank(book: PreparedBook, history: MemberHistory, moment: Moment, places: readonly number[]): Ranked {
    const before = clock.nowMs();
    const slate = unfit(before) === undefined ? ask(book, history, moment, places) : undefined;
    const now = clock.nowMs();
    // A slate that was just too slow is still a good one; the next decision does without.
    const fallback = slate ? unproven(book.book.ranking) : unfit(now);
    const learnt = learning.learnt();
    if (slate && learnt && fallback === undefined) {
      note('model', undefined, now);
      return rankedByModel(slate, learnt);
    }
    note(COUNT_RULE, fallback, now);
    const rule = slate?.scored.rule ?? countRule(book.prepared, history, places);
    return rankedByRule(fallback ?? 'failed', rule, ratesOf(book, places), slate);
  }

  function tryOut(now: number): Worked {
    if (!model || now - trialAt < settings.trialEveryMs || unproven(record) !== 'cold-start') return NOTHING;
    trialAt = now;
    const verdict = orderTrial(trialRows(learning.lessons(), now), settings.trial);
    trial = verdict.evidence;
    if (!verdict.isBetter) return NOTHING;
    const to = model.artefact.card.version;
    const fact = rankerFact(now, { change: 'switched', by: 'edge', from: COUNT_RULE, to, evidence: { ...verdict.evidence } });
    return { changes: [become({ switchedAt: now })], facts: [fact] };
  }

  return {
    of(book) {
      record = book.ranking;
      return { rank: (history, moment, places) => rankSomehow(book, history, moment, places) };
    },
    asOf(book, decision) {
      const prepared = preparedOf(book);
      if (decision.ranker === COUNT_RULE) {
        return {
          rank: (history, _moment, places) =>
            rankedByRule(
              decision.fallback ?? 'failed',
              countRule(prepared.prepared, history, places),
              ratesOf(prepared, places),
              undefined,
            ),
        };
      }
      const artefact = known.get(decision.model);
      const head = artefact && learning.headThen(decision.head, artefact.evidence);
      if (!artefact || !head) return undefined;
      return {
        rank(history, moment, places) {
          const scored = prepared.scorerOf(artefact).score(history, moment, places);
          const slate = scoreSlate(prepared, artefact, scored, { own: history.offers, moment, places });
          return rankedByModel(slate, { name: decision.head, head, shadow: undefined });
        },
      };
    },
    take(bytes, source, now) {
      const read = readArtefact(bytes, parts.trust);
      const from = state.model;
      const told: Pick<RankerChange, 'by' | 'from'> = {
        by: source === 'shipped' ? 'edge' : 'headquarters',
        ...(from !== undefined && { from }),
      };
      if (!read.ok) {
        refusal = FALLBACK_OF[read.reason];
        telemetry.warn('OFR_MODEL_REFUSED', { detail: read.detail });
        return { isTaken: false, changes: [], facts: [rankerFact(now, { change: 'model-refused', ...told, reason: refusal })] };
      }
      const { artefact } = read;
      const to = artefact.card.version;
      if (artefact.digest === model?.artefact.digest) {
        // The same model from elsewhere: after a restart it is that one which is found first.
        model = { ...model, source };
        return { isTaken: true, ...NOTHING };
      }
      model = { artefact, source, knownUntil: instantMs(artefact.card.knownUntil) ?? Number.NEGATIVE_INFINITY };
      known.set(to, artefact);
      const [oldest] = known.size > MOST_MODELS ? known.keys() : [];
      if (oldest !== undefined) known.delete(oldest);
      refusal = undefined;
      health = createHealth(settings.health);
      const changes = learning.standOn({ version: to, evidence: artefact.evidence }, now);
      // After a restart it is no news.
      if (to === from) return { isTaken: true, changes, facts: [] };
      return {
        isTaken: true,
        changes: [...changes, become({ model: to })],
        facts: [rankerFact(now, { change: 'model-taken', ...told, to })],
      };
    },
    work(now) {
      const all = [learning.work(now), tryOut(now), { changes: [], facts: untold }];
      untold = [];
      return { changes: all.flatMap(({ changes }) => changes), facts: all.flatMap(({ facts }) => facts) };
    },
    order(what, now, by) {
      const isOrdered = what === 'count-rule';
      if (isOrdered === state.ordered) return NOTHING;
      const version = model?.artefact.card.version;
      const [from, to] = isOrdered ? [version, COUNT_RULE] : [COUNT_RULE, version];
      const fact = rankerFact(now, { change: 'rolled-back', by, ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
      return { changes: [become({ ordered: isOrdered })], facts: [fact] };
    },
    report: () => ({
      ...servesNow(),
      model: model?.artefact.card.version,
      source: model?.source,
      knownUntil: model?.artefact.card.knownUntil,
      orderedToCountRule: state.ordered,
      switchedAt: state.switchedAt,
      trial,
    }),
  };
}
