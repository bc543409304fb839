import type { FloorFilter, Level } from './floor-filter.ts';
import type { Traffic } from './traffic.ts';

const STEP_MS = 1000;
/** A filter begins anywhere: its first seconds say nothing. */
const WARM_UP_MS = 5000;

/**
 * What a second of one scanner's readings is worth, in readings that are independent of each other. The shadows of shelves and bodies are the
 * same within some metres: who walks is through them in seconds, who stands is in them until he goes.
 */
const WORTH = { moving: 0.25, standing: 0.02 };

/** Leads a filter through a stretch of traffic, and tells at each second what was heard and how much that is worth. */
export function follow(
  stretch: Traffic,
  filter: FloorFilter,
  each: (levels: readonly Level[], filter: FloorFilter, worth: number) => void,
): void {
  const [first, last] = [stretch[0]?.t ?? 0, stretch.at(-1)?.t ?? 0];
  let next = 0;
  for (let t = first; t < last + STEP_MS; t += STEP_MS) {
    for (let reading = stretch[next]; reading && reading.t <= t; reading = stretch[++next]) {
      filter.observe(reading.scanner, reading.t, reading.rssiDbm);
    }
    const levels = filter.step(t);
    if (t - first >= WARM_UP_MS) each(levels, filter, filter.standing ? WORTH.standing : WORTH.moving);
  }
}

/** Mean of the values, and of their squares. */
export function moments(values: Float64Array | undefined, posterior: Float32Array): readonly [number, number] {
  let [mean, square] = [0, 0];
  for (let cell = 0; cell < posterior.length; cell++) {
    const [probability, value] = [posterior[cell] ?? 0, values?.[cell] ?? 0];
    if (probability === 0) continue;
    mean += probability * value;
    square += probability * value * value;
  }
  return [mean, square];
}
