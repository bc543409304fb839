import type { DecisionRow } from '../../contract/http/hq-routes.ts';
import { type Period, periodParameters } from '../footfall/period.ts';
import type { Query } from '../ports/database.ts';

const DECISIONS = `
  select decision_id, visit_id, zone, decided_at, trigger, ranker, fallback, model, arm, audience, chosen, explored,
    propensity::float8 as propensity, candidates, refused
  from decisions where shop = $1 and decided_at >= $2::timestamptz and decided_at < $3::timestamptz
  order by decided_at desc, decision_id limit $4`;

/** What the table calls as the reply does, and what it does not. */
type Row = Pick<
  DecisionRow,
  'zone' | 'trigger' | 'ranker' | 'model' | 'arm' | 'audience' | 'explored' | 'propensity' | 'candidates' | 'refused'
> & {
  readonly decision_id: string;
  readonly visit_id: string;
  readonly decided_at: Date;
  readonly fallback: NonNullable<DecisionRow['fallback']> | null;
  readonly chosen: string | null;
};

export async function decisions(database: Query, shop: string, period: Period): Promise<DecisionRow[]> {
  const rows = await database.query<Row>(DECISIONS, [shop, ...periodParameters(period)]);
  return rows.map(({ decision_id, visit_id, decided_at, fallback, chosen, ...row }) => ({
    ...row,
    decisionId: decision_id,
    visitId: visit_id,
    decidedAt: decided_at.toISOString(),
    ...(fallback !== null && { fallback }),
    ...(chosen !== null && { chosen }),
  }));
}
