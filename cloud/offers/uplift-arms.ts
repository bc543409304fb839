import type { UpliftMetric } from '../../contract/http/offer-routes.ts';
import { adjusted, difference } from './statistics/difference.ts';
import { type Moments, meanOf, momentsOf } from './statistics/moments.ts';

/** What a member did in the period, and in the weeks before it. */
export interface Conduct {
  readonly spend: number;
  readonly visits: number;
  readonly receipts: number;
  readonly spendBefore: number;
  readonly visitsBefore: number;
  readonly receiptsBefore: number;
}

export type Arm = 'treated' | 'holdout';

interface Sums {
  n: number;
  y: number;
  yy: number;
  x: number;
  xx: number;
  xy: number;
}

const METRICS = ['spend', 'visits', 'conversion'] as const;
const none = (): Sums => ({ ...momentsOf(0, []) });

/** Members of both arms, added up one by one: of a million nobody is kept. */
export class Arms {
  readonly #sums = {
    treated: { spend: none(), visits: none(), conversion: none() },
    holdout: { spend: none(), visits: none(), conversion: none() },
  };

  readonly #weeks: number;
  readonly #weeksBefore: number;

  constructor({ weeks, weeksBefore }: { readonly weeks: number; readonly weeksBefore: number }) {
    this.#weeks = weeks;
    this.#weeksBefore = weeksBefore;
  }

  /** `did` undefined: nothing. */
  add(arm: Arm, did: Conduct | undefined): void {
    const sums = this.#sums[arm];
    for (const metric of METRICS) sums[metric].n += 1;
    if (!did) return;
    grow(sums.spend, did.spend / this.#weeks, did.spendBefore / this.#weeksBefore);
    grow(sums.visits, did.visits / this.#weeks, did.visitsBefore / this.#weeksBefore);
    grow(sums.conversion, did.receipts > 0 ? 1 : 0, did.receiptsBefore > 0 ? 1 : 0);
  }

  size(arm: Arm): number {
    return this.#sums[arm].spend.n;
  }

  metrics(isBroken: boolean): UpliftMetric[] {
    return METRICS.map((metric) => {
      const treated: Moments = this.#sums.treated[metric];
      const holdout: Moments = this.#sums.holdout[metric];
      const plain = difference(treated, holdout);
      const better = adjusted(treated, holdout);
      const { low, high } = better ?? plain;
      const found = low > 0 ? 'more' : high < 0 ? 'less' : 'unclear';
      return {
        metric,
        treated: meanOf(treated),
        holdout: meanOf(holdout),
        ...plain,
        ...(better && { adjusted: better }),
        reading: isBroken ? 'unclear' : found,
      };
    });
  }
}

function grow(sums: Sums, y: number, x: number): void {
  sums.y += y;
  sums.yy += y * y;
  sums.x += x;
  sums.xx += x * x;
  sums.xy += x * y;
}
