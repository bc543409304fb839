import type { Shop } from '../../edge/domain/shop.ts';
import { createListenerIndex } from '../../edge/presence/engine/listener-index.ts';
import { placeAt, type Stop } from './stops.ts';

/** What a scanner heard of the tag. */
export interface TagHeard {
  readonly t: number;
  readonly anchor: string;
  readonly rssiDbm?: number | undefined;
}

export interface SurveyLine {
  readonly t: number;
  readonly x: number;
  readonly y: number;
  readonly scanner: string;
  readonly rssiDbm: number;
}

/** Who has just come still turns round. */
const SETTLING_MS = 2000;

/** What was heard while the tag was at a known place, as the lines of a survey; scanners that are not the shop's are left out. */
export function surveyLines(shop: Shop, stops: readonly Stop[], heard: Iterable<TagHeard>): SurveyLine[] {
  const listenerOf = createListenerIndex(shop);
  const lines: SurveyLine[] = [];
  const ordered = [...heard].sort((a, b) => a.t - b.t);
  let next = 0;
  for (const { t, anchor, rssiDbm } of ordered) {
    while ((stops[next]?.untilMs ?? Number.POSITIVE_INFINITY) <= t) next += 1;
    const stop = stops[next];
    const scanner = shop.listeners[listenerOf(anchor) ?? -1]?.id;
    if (!stop || scanner === undefined || rssiDbm === undefined || t < stop.fromMs + (isStanding(stop) ? SETTLING_MS : 0)) continue;
    lines.push({ t, ...placeAt(stop, t), scanner, rssiDbm });
  }
  return lines;
}

function isStanding({ from, to }: Stop): boolean {
  return from.x === to.x && from.y === to.y;
}

export const SURVEY_HEADER = 'x,y,scanner,rssi,t\n';

export function surveyCsv(lines: readonly SurveyLine[]): string {
  return lines.map(({ t, x, y, scanner, rssiDbm }) => `${x.toFixed(2)},${y.toFixed(2)},${quoted(scanner)},${rssiDbm},${t}\n`).join('');
}

function quoted(text: string): string {
  return /[",\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
