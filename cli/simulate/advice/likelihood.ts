/** As the filter over the floor: Student's t with 8 degrees of freedom and a scale of 4 dB, its evidence taken for seven tenths. */
const SCALE_DB = 4;
const FREEDOM = 8;
const POWER = (-(FREEDOM + 1) / 2) * 0.7;
/** What is so much less likely than the best cell does not come back. */
const NEGLIGIBLE = 1e-7;

/** How likely each cell is once a scanner has read so much of somebody; in place, the sum is 1 again. */
export function learnFrom(cells: Float64Array, expectedDbm: Float64Array, levelDbm: number): void {
  let sum = 0;
  for (let cell = 0; cell < cells.length; cell += 1) {
    const before = cells[cell] ?? 0;
    const after = before < NEGLIGIBLE ? 0 : before * chance(expectedDbm[cell] ?? 0, levelDbm);
    cells[cell] = after;
    sum += after;
  }
  if (sum === 0) return void cells.fill(1 / cells.length);
  for (let cell = 0; cell < cells.length; cell += 1) cells[cell] = (cells[cell] ?? 0) / sum;
}

/** The share of a zone after one more reading, without keeping what the cells would become. */
export function shareWith(
  cells: Float64Array,
  zoneOf: Uint16Array,
  zone: number,
  expectedDbm: Float64Array | undefined,
  levelDbm: number | undefined,
): number {
  let [inZone, all] = [0, 0];
  for (let cell = 0; cell < cells.length; cell += 1) {
    const before = cells[cell] ?? 0;
    if (before < NEGLIGIBLE) continue;
    const after = expectedDbm === undefined || levelDbm === undefined ? before : before * chance(expectedDbm[cell] ?? 0, levelDbm);
    all += after;
    if (zoneOf[cell] === zone) inZone += after;
  }
  return all === 0 ? 0 : inZone / all;
}

function chance(expectedDbm: number, levelDbm: number): number {
  const off = (levelDbm - expectedDbm) / SCALE_DB;
  return (1 + (off * off) / FREEDOM) ** POWER;
}
