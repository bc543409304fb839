/** Chances are kept this far from 0 and 1, or one confident mistake would make the loss infinite. */
const EDGE = 1e-7;

/** Tenths of the rows, by forecast: equally many in each, because nearly all forecasts are small. */
export const CALIBRATION_BINS = 10;

export interface CalibrationBin {
  readonly rows: number;
  readonly forecast: number;
  readonly redeemed: number;
}

/** Mean negative log-likelihood of one row, in nats. */
export function rowLoss(chance: number, label: number): number {
  const kept = Math.min(1 - EDGE, Math.max(EDGE, chance));
  return label === 1 ? -Math.log(kept) : -Math.log1p(-kept);
}

/** The bin of every row: tenths of the rows by forecast; rows of one forecast may lie in two bins, in the order of the rows. */
export function binsOf(chances: Float64Array): Uint8Array {
  const rows = Uint32Array.from(chances.keys()).sort((a, b) => (chances[a] ?? 0) - (chances[b] ?? 0) || a - b);
  const bins = new Uint8Array(chances.length);
  rows.forEach((row, place) => {
    bins[row] = Math.floor((place * CALIBRATION_BINS) / rows.length);
  });
  return bins;
}

/** Mean forecast and share redeemed, bin by bin. */
export function calibration(chances: Float64Array, labels: Uint8Array, bins: Uint8Array): CalibrationBin[] {
  const sums = Array.from({ length: CALIBRATION_BINS }, () => ({ rows: 0, forecast: 0, redeemed: 0 }));
  bins.forEach((bin, row) => {
    const sum = sums[bin];
    if (!sum) return;
    sum.rows += 1;
    sum.forecast += chances[row] ?? 0;
    sum.redeemed += labels[row] ?? 0;
  });
  return sums
    .filter(({ rows }) => rows > 0)
    .map(({ rows, forecast, redeemed }) => ({ rows, forecast: forecast / rows, redeemed: redeemed / rows }));
}

/** Expected calibration error: how far forecasts and shares redeemed lie apart, the mean over the rows. */
export function calibrationError(bins: readonly CalibrationBin[]): number {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  return bins.reduce((sum, bin) => sum + (bin.rows / rows) * Math.abs(bin.forecast - bin.redeemed), 0);
}
