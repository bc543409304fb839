import type { Sighting } from '../../../contract/sighting.ts';
import { OUT, type PresenceEngine } from '../../../edge/presence/engine/presence-engine.ts';
import type { RecordedShop } from '../../support/recorded-shops.ts';

/** What was heard of one mobile, and where it truly was from each time on. */
export interface Recording {
  readonly mobile: string;
  readonly heard: readonly Sighting[];
  readonly truth: readonly { readonly t: number; readonly zone: string }[];
}

/** One step of one recording. */
export interface Step {
  readonly zone: string | undefined;
  readonly confidence: number;
  readonly truth: string;
}

export function recordingsOf({ sightings, truth }: Pick<RecordedShop, 'sightings' | 'truth'>): readonly Recording[] {
  const heard = byMobile(sightings);
  const rows = byMobile(truth);
  return [...heard].map(([mobile, own]) => ({ mobile, heard: own, truth: rows.get(mobile) ?? [] }));
}

function byMobile<T extends { readonly mobile: string }>(all: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const own = groups.get(one.mobile);
    if (own) own.push(one);
    else groups.set(one.mobile, [one]);
  }
  return groups;
}

/** What is left where the device advertises that seldom, beginning at any of its adverts. */
export function thinned(recording: Recording, everyMs: number, phaseMs: number): Recording {
  const from = (recording.heard[0]?.t ?? 0) + phaseMs;
  const last = new Map<string, number>();
  const heard = recording.heard.filter(({ anchor, t }) => {
    if (t < from || t - (last.get(anchor) ?? Number.NEGATIVE_INFINITY) < everyMs) return false;
    last.set(anchor, t);
    return true;
  });
  return { ...recording, heard };
}

/** As if it were sent by a device so much stronger, or heard by a scanner so much more sensitive. */
export function louder(recording: Recording, db: number, byAnchor?: string): Recording {
  const heard = recording.heard.map((one) =>
    one.rssiDbm === undefined || (byAnchor !== undefined && one.anchor !== byAnchor) ? one : { ...one, rssiDbm: one.rssiDbm + db },
  );
  return { ...recording, heard };
}

/** What the engine decides at each step, from nothing but what was heard until then: as `aislegate presence --truth` does. */
export function follow({ heard, truth }: Recording, engine: PresenceEngine): readonly Step[] {
  const track = engine.track();
  const steps: Step[] = [];
  let [next, row] = [0, 0];
  let wasHeard = false;
  const last = heard.at(-1)?.t ?? 0;
  for (let t = truth[0]?.t ?? last + 1; t <= last; t += engine.stepMs) {
    for (let one = heard[next]; one && one.t <= t; one = heard[++next]) wasHeard = track.observe(one) || wasHeard;
    while ((truth[row + 1]?.t ?? Number.POSITIVE_INFINITY) <= t) row += 1;
    const { zone, confidence, silent } = track.decide(t);
    steps.push({ zone: silent && wasHeard ? OUT : zone, confidence, truth: truth[row]?.zone ?? '' });
  }
  return steps;
}
