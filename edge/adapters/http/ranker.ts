import { type RankerStatus, type Rollback, rankerRoutes } from '../../../contract/http/ranker-routes.ts';
import type { Register } from '../../../platform/http/routes.ts';

export interface RankerControl {
  status(): RankerStatus;
  /** Rejects with OFR_NOTHING_BEFORE where there is nothing to go back to. */
  rollBack(to: Rollback, by: string): Promise<RankerStatus>;
}

/** What orders the offers, and the way back. */
export function registerRanker(register: Register, ranker: RankerControl): void {
  register(rankerRoutes.ranker, () => ranker.status());
  register(rankerRoutes.rollBackRanker, ({ body, by }) => ranker.rollBack(body.to, by));
}
