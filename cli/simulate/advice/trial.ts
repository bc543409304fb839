import type { Site } from '../../../contract/site.ts';
import { shopOf } from '../../../edge/config/shop.ts';
import { createPresenceEngine } from '../../../edge/presence/engine/create-engine.ts';
import { learnLoss } from '../../../edge/presence/engine/learn-loss.ts';
import { decideAll, stepsBetween } from '../../presence/decide.ts';
import type { Visitor } from './visitors.ts';

/** What was decided in one generated shop, in seconds by zone: where visitors were, and where they were taken for. */
export type Decided = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Not decided yet, or taken to be in none of the zones. */
export const NOWHERE = 'out';

/** So long an engine may listen before it is asked. */
const WARM_UP_MS = 10_000;

/** Asks the engine that the edge would use with this site file where visitors are, after it has learnt from their radio. */
export function trial(site: Site, everybody: readonly Visitor[], minutes: number): Decided {
  const shop = shopOf(site);
  const hangs = new Set(site.scanners.map(({ id }) => id));
  const visitors = everybody.map((visitor) => ({ ...visitor, heard: visitor.heard.filter(({ anchor }) => hangs.has(anchor)) }));
  const loss = learnLoss(shop, new Map(visitors.map(({ heard }, index) => [String(index), heard])));
  const engine = createPresenceEngine(shop, { ...(loss && { loss }) });
  const times = stepsBetween(WARM_UP_MS, minutes * 60_000, engine.stepMs);
  const decided = decideAll(
    visitors.map(({ heard }) => ({ times, heard })),
    engine,
    engine.stepMs,
  );
  const seconds = new Map<string, Map<string, number>>();
  for (const [index, { zoneAt }] of visitors.entries()) {
    for (const [step, t] of times.entries()) add(seconds, zoneAt(t), decided[index]?.[step] ?? NOWHERE, engine.stepMs / 1000);
  }
  return seconds;
}

function add(seconds: Map<string, Map<string, number>>, was: string, taken: string, by: number): void {
  const row = seconds.get(was) ?? new Map<string, number>();
  seconds.set(was, row);
  row.set(taken, (row.get(taken) ?? 0) + by);
}

/** Share of the time inside a zone in which that zone was decided. Between the zones nothing is right or wrong. */
export function accuracyOf(decided: Decided): number {
  let [right, all] = [0, 0];
  for (const [was, row] of decided) {
    if (was === NOWHERE) continue;
    for (const [taken, seconds] of row) {
      all += seconds;
      if (taken === was) right += seconds;
    }
  }
  return all === 0 ? 0 : right / all;
}
