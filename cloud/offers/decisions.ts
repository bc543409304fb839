import type { Candidate } from '../../contract/facts/offer-facts.ts';
import type { DecisionRow } from '../../contract/http/hq-routes.ts';
import { type Period, periodParameters } from '../footfall/period.ts';
import type { Query } from '../ports/database.ts';

const DECISIONS = `
  select decision_id, visit_id, zone, decided_at, model, chosen, explored, propensity::float8 as propensity, candidates
  from decisions where shop = $1 and decided_at >= $2::timestamptz and decided_at < $3::timestamptz
  order by decided_at desc, decision_id limit $4`;

interface Row {
  readonly decision_id: string;
  readonly visit_id: string;
  readonly zone: string;
  readonly decided_at: Date;
  readonly model: string;
  readonly chosen: string | null;
  readonly explored: boolean;
  readonly propensity: number;
  readonly candidates: Candidate[];
}

export async function decisions(database: Query, shop: string, period: Period): Promise<DecisionRow[]> {
  const rows = await database.query<Row>(DECISIONS, [shop, ...periodParameters(period)]);
  return rows.map((row) => ({
    decisionId: row.decision_id,
    visitId: row.visit_id,
    zone: row.zone,
    decidedAt: row.decided_at.toISOString(),
    model: row.model,
    ...(row.chosen !== null && { chosen: row.chosen }),
    explored: row.explored,
    propensity: row.propensity,
    candidates: row.candidates,
  }));
}
