import type { Moment } from './inputs.ts';

const missing = Number.NaN;
const MINUTE_MS = 60_000;

/** What is the same at a moment whatever the member and the offer, in the order of the table. */
export function momentFeatures({ dwellMs, zoneDwellMs, returns = missing, hour = missing, weekday, basket }: Moment): readonly number[] {
  const [dayAngle, weekAngle] = [(2 * Math.PI * hour) / 24, (2 * Math.PI * (weekday ?? missing)) / 7];
  return [
    Math.sin(dayAngle),
    Math.cos(dayAngle),
    Math.sin(weekAngle),
    Math.cos(weekAngle),
    weekday === undefined ? missing : flag(weekday === 0 || weekday === 6),
    logMinutes(dwellMs),
    logMinutes(zoneDwellMs),
    Math.log1p(returns),
    basket ? Math.log1p(basket.length) : missing,
  ];
}

export function logMinutes(ms: number | undefined): number {
  return ms === undefined ? missing : Math.log1p(Math.max(0, ms) / MINUTE_MS);
}

function flag(holds: boolean): number {
  return holds ? 1 : 0;
}
