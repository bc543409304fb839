export interface TrafficReading {
  readonly t: number;
  readonly scanner: number;
  readonly rssiDbm: number;
}

/** What was heard of one device, ordered by time. Where it was nobody needs to know. */
export type Traffic = readonly TrafficReading[];

/** A tag that hangs at a known place, and what was heard of it. */
export interface ReferenceTag {
  readonly x: number;
  readonly y: number;
  readonly readings: Traffic;
}

const STRETCH_MS = 60_000;
const GAP_MS = 10_000;
/** More than this teaches nothing more, and takes longer. */
const STRETCHES = 50;

/** What is learnt from: of each device, stretches of a minute in which it was heard all the time; where there are many, some from everywhere. */
export function drawStretches(traffic: readonly Traffic[]): Traffic[][] {
  const devices = traffic.map(stretchesOf);
  const total = devices.reduce((sum, stretches) => sum + stretches.length, 0);
  const spacing = Math.max(1, total / STRETCHES);
  let seen = 0;
  const drawn = devices.map((stretches) => stretches.filter(() => Math.floor(++seen / spacing) > Math.floor((seen - 1) / spacing)));
  return drawn.filter((stretches) => stretches.length > 0);
}

function stretchesOf(device: Traffic): Traffic[] {
  const stretches: TrafficReading[][] = [];
  let stretch: TrafficReading[] = [];
  for (const reading of device) {
    const { t: first } = stretch[0] ?? reading;
    const { t: last } = stretch.at(-1) ?? reading;
    if (stretch.length === 0 || reading.t - last > GAP_MS || reading.t - first >= STRETCH_MS) {
      stretch = [];
      stretches.push(stretch);
    }
    stretch.push(reading);
  }
  return stretches;
}
