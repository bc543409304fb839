import { AislegateError } from '../../../contract/errors.ts';
import { tensorFlow } from '../training/backend.ts';
import { firstSlateAt, type SlateTable } from '../training/slate-table.ts';
import { binsOf, type CalibrationBin, calibration } from './calibration.ts';
import { byContender, type Compared, type Contender, compare, RESAMPLING } from './compare.ts';
import { type Fold, foldsOf, pooled } from './folds.ts';
import { rocCurve, sorted } from './roc.ts';
import { rollingSplits, type Split } from './splits.ts';

export interface FoldTold {
  /** RFC 3339; null is the end of the log. */
  readonly trainUntil: string;
  readonly testFrom: string;
  readonly testUntil: string | null;
  readonly learned: Fold['learned'];
  readonly slates: number;
  readonly rows: number;
  readonly redemptions: number;
  readonly redeemedSlates: number;
  readonly compared: Compared;
}

/** Everything that is printed, written or drawn of one evaluation. */
export interface Evaluation {
  readonly fingerprint: string;
  readonly seed: number;
  /** In words. */
  readonly protocol: string;
  readonly compared: Compared;
  readonly folds: readonly FoldTold[];
  readonly calibration: readonly CalibrationBin[];
  readonly curves: Readonly<Record<Contender, readonly (readonly [number, number])[]>>;
}

export interface EvaluationOrder {
  /** For the error, where the log is too small. */
  readonly folder: string;
  readonly fingerprint: string;
  readonly seed: number;
  /** Undefined: rolling origin. */
  readonly dates: Pick<Split, 'trainUntil' | 'testFrom'> | undefined;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Trains from scratch and compares. Ends with OFR_LOG_SMALL where there is nothing to learn or nothing to rank. */
export async function evaluateTable(table: SlateTable, order: EvaluationOrder): Promise<Evaluation> {
  const splits = order.dates ? [{ ...order.dates, testUntil: Number.POSITIVE_INFINITY }] : rollingSplits(table);
  assertEnough(table, splits, order.folder);
  const tf = await tensorFlow();
  const folds = await foldsOf(tf, table, splits, {
    seed: order.seed,
    onStep: (fold, done, steps) => order.onProgress?.(Math.round(1000 * (fold + done / steps)), 1000 * splits.length),
  });
  if (folds.every(({ learned }) => learned.redemptions === 0))
    throw small(order.folder, 'nothing was redeemed before the slates that are ranked');
  const whole = pooled(folds);
  const compared = compare(whole.slates, whole.scores, RESAMPLING);
  const { chances = new Float64Array(0) } = whole.scores.model;
  return {
    fingerprint: order.fingerprint,
    seed: order.seed,
    protocol: order.dates
      ? 'trained on what was before, tested on the slates after'
      : `rolling origin, ${splits.length} folds, each trained on what was before it; all folds pooled`,
    compared,
    folds: folds.map((fold) => told(fold, folds.length === 1 ? compared : compare(fold.slates, fold.scores, RESAMPLING))),
    calibration: calibration(chances, whole.slates.labels, binsOf(chances)),
    curves: byContender((name) => rocCurve(sorted(whole.slates, whole.scores[name].order))),
  };
}

function assertEnough(table: SlateTable, splits: readonly Split[], folder: string): void {
  if (splits.length === 0) throw small(folder, 'its slates were shown at fewer than three moments');
  for (const { trainUntil, testFrom, testUntil } of splits) {
    if (firstSlateAt(table, trainUntil) === 0) throw small(folder, `no slate was shown before ${day(trainUntil)}`);
    if (firstSlateAt(table, testFrom) === firstSlateAt(table, testUntil))
      throw small(folder, `no slate was shown at ${day(testFrom)} or later`);
  }
}

function told({ split, learned, slates }: Fold, compared: Compared): FoldTold {
  let redeemedSlates = 0;
  slates.members.forEach((_, slate) => {
    if (slates.labels.subarray(slates.offsets[slate], slates.offsets[slate + 1]).includes(1)) redeemedSlates += 1;
  });
  return {
    trainUntil: new Date(split.trainUntil).toISOString(),
    testFrom: new Date(split.testFrom).toISOString(),
    testUntil: Number.isFinite(split.testUntil) ? new Date(split.testUntil).toISOString() : null,
    learned,
    slates: slates.members.length,
    rows: slates.labels.length,
    redemptions: slates.labels.reduce((sum, label) => sum + label, 0),
    redeemedSlates,
    compared,
  };
}

function small(folder: string, detail: string): AislegateError {
  return new AislegateError('OFR_LOG_SMALL', { folder, detail });
}

function day(at: number): string {
  return new Date(at).toISOString();
}
