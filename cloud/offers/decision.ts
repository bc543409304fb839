import type { DecisionExplained } from '../../contract/http/decision-routes.ts';
import { explainDecision, type KnownNames } from '../../contract/offers/explain.ts';
import type { Query } from '../ports/database.ts';

const DECISION = `
  select decision_id, visit_id, zone, screen, decided_at, trigger, ranker, fallback, model, head, shadow, book, arm, audience,
    explore_share::float8 as explore_share, seed, candidates, refused, chosen, explored, propensity::float8 as propensity, contributions
  from decisions where shop = $1 and decision_id = $2`;

type Told = DecisionExplained['decision'];
type Row = Pick<
  Told,
  'zone' | 'trigger' | 'ranker' | 'model' | 'arm' | 'audience' | 'candidates' | 'refused' | 'explored' | 'propensity' | 'contributions'
> & {
  readonly decision_id: string;
  readonly visit_id: string;
  readonly decided_at: Date;
  readonly explore_share: number;
} & { readonly [Name in 'screen' | 'head' | 'shadow' | 'book' | 'seed' | 'chosen']: string | null } & {
  readonly fallback: NonNullable<Told['fallback']> | null;
};

/** Headquarters shows what the shop told; what offers were called then only the shop knows. */
const AS_THEY_ARE: KnownNames = { offer: () => undefined, rule: () => undefined };

/** Why a decision came out so; undefined where headquarters did not hear of it. */
export async function explainedDecision(database: Query, shop: string, decisionId: string): Promise<DecisionExplained | undefined> {
  const [row] = await database.query<Row>(DECISION, [shop, decisionId]);
  if (!row) return undefined;
  const { decision_id, visit_id, decided_at, explore_share, screen, head, shadow, book, seed, chosen, fallback, ...rest } = row;
  const decision: Told = {
    ...rest,
    decisionId: decision_id,
    visitId: visit_id,
    decidedAt: decided_at.toISOString(),
    exploreShare: explore_share,
    ...(screen !== null && { screen }),
    ...(head !== null && { head }),
    ...(shadow !== null && { shadow }),
    ...(book !== null && { book }),
    ...(seed !== null && { seed }),
    ...(chosen !== null && { chosen }),
    ...(fallback !== null && { fallback }),
  };
  return { decision, lines: explainDecision(decision, AS_THEY_ARE) };
}
