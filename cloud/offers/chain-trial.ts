import type { Candidate } from '../../contract/facts/offer-facts.ts';
import { orderTrial, type TrialRow, type TrialVerdict } from '../../models/off-policy/order-trial.ts';
import { placesOf } from '../../models/off-policy/places.ts';
import type { RankingDesk } from '../distribution/ranking-desk.ts';
import type { Clock } from '../ports/clock.ts';
import type { Query } from '../ports/database.ts';
import type { Telemetry } from '../ports/telemetry.ts';

/** By then a redemption has been credited, and what the shops told has come. */
const SETTLED_MS = 2 * 86_400_000;
/** Older ones tell of another catalogue. */
const LATEST_MS = 120 * 86_400_000;
const MOST_ROWS = 50_000;

/** Offers that the count rule showed while a model was on trial, and whether they were redeemed. */
const SHOWN = `
  select d.subject, d.chosen, d.propensity::float8 as propensity, d.candidates,
    exists (select 1 from redemptions r where r.shop = d.shop and r.decision_id = d.decision_id) as redeemed
  from decisions d
  where d.ranker = 'count-rule' and d.arm = 'treated' and d.shadow is not null and d.chosen is not null
    and d.decided_at >= $1::timestamptz and d.decided_at < $2::timestamptz
    and exists (select 1 from exposures e where e.shop = d.shop and e.decision_id = d.decision_id)
  order by d.decided_at desc limit $3`;

interface Row {
  readonly subject: string;
  readonly chosen: string;
  readonly propensity: number;
  readonly candidates: readonly Candidate[];
  readonly redeemed: boolean;
}

export interface ChainTrialParts {
  readonly database: Query;
  readonly ranking: Pick<RankingDesk, 'now' | 'change'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly telemetry: Pick<Telemetry, 'info'>;
  /** Who switches on record. */
  readonly account: (entry: {
    readonly action: 'ranking-changed';
    readonly by: string;
    readonly counts: Record<string, number>;
  }) => Promise<unknown>;
}

/** What all shops together saw of the order on trial: one shop may wait years for evidence that a chain has in a week. */
export async function chainTrial({ database }: Pick<ChainTrialParts, 'database'>, now: number): Promise<TrialVerdict> {
  const [from, to] = [now - LATEST_MS, now - SETTLED_MS].map((t) => new Date(t).toISOString());
  const rows = await database.query<Row>(SHOWN, [from, to, MOST_ROWS]);
  return orderTrial(rows.flatMap((row) => trialRow(row) ?? []));
}

function trialRow({ subject, chosen, propensity, candidates, redeemed }: Row): TrialRow | undefined {
  const shown = candidates.find(({ offer }) => offer === chosen);
  const places = shown && placesOf(candidates, shown);
  return places && { member: subject, isRedeemed: redeemed, propensity, ...places };
}

/** Lets the model order the offers of the chain once the evidence of all shops says that it orders them better; never back, which people decide. */
export async function switchOnEvidence(parts: ChainTrialParts): Promise<boolean> {
  const { ranking, clock, telemetry, account } = parts;
  const { record } = await ranking.now();
  if (record.serve !== 'auto' || record.switchedOn) return false;
  const { isBetter, evidence } = await chainTrial(parts, clock.nowMs());
  if (!isBetter) return false;
  const { decisions, members, redemptions } = evidence;
  await account({ action: 'ranking-changed', by: 'aislegate', counts: { decisions, members, redemptions } });
  await ranking.change({ switchedOn: true, evidence: { ...evidence } }, 'aislegate');
  telemetry.info('the model orders the offers of the chain', { ...evidence });
  return true;
}
