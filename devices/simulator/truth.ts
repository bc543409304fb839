import type { ShopDay } from './shop-day.ts';

/** The truth's word for "in no zone". */
const OUT = 'out';

/** From `t` until the next row of the same mobile it was in `zone`; `out` when in none. */
export interface TruthRow {
  readonly mobile: string;
  readonly t: number;
  readonly zone: string;
}

/** The truth file that `presence --truth` and the shop stories read. */
export function truthCsv(rows: readonly TruthRow[]): string {
  return ['mobile,t,zone', ...rows.map((row) => `${row.mobile},${row.t},${row.zone}`), ''].join('\n');
}

/** Devices whose identifier stays: those that somebody can be asked about. */
const LASTING = new Set(['staff-tag', 'member-tag', 'member-app']);

/** The truth of a generated day: of each tag, badge and app a row per change of zone. */
export function truthOfDay(day: Pick<ShopDay, 'positions'>): TruthRow[] {
  const rows: TruthRow[] = [];
  const last = new Map<string, { zone: string; tMs: number }>();
  for (const { device, person, tMs, zone } of day.positions()) {
    if (!person.devices.some(({ id, class: kind }) => id === device && LASTING.has(kind))) continue;
    const before = last.get(device);
    // Between two visits nobody says where it was: out.
    if (before && tMs - before.tMs > 1000 && before.zone !== OUT) rows.push({ mobile: device, t: before.tMs + 1000, zone: OUT });
    if (before?.zone !== zone) rows.push({ mobile: device, t: tMs, zone });
    last.set(device, { zone, tMs });
  }
  for (const [mobile, { zone, tMs }] of last) if (zone !== OUT) rows.push({ mobile, t: tMs + 1000, zone: OUT });
  return rows.sort((a, b) => a.t - b.t);
}

/** Who was inside when (CSV). Made-up people: their names say what they are. */
export function visitsCsv(day: Pick<ShopDay, 'visits'>): string {
  const rows = day.visits.map(({ person, fromMs, toMs }) => [
    person.id,
    person.kind,
    person.group,
    person.member ? (person.devices[0]?.id ?? '') : '',
    Math.round(fromMs),
    Math.round(toMs),
  ]);
  return ['person,kind,group,mobile,from,to', ...rows.map((row) => row.join(',')), ''].join('\n');
}
