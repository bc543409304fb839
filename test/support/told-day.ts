import type { FactDraft } from '../../contract/facts/fact.ts';
import { instantText } from '../../contract/instant.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import { doorCount, footfallQuarter, hexId, revised, visitClosed, visitOpened, zoneStay } from './facts.ts';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
/** What the scanners of a zone told only hours later. */
const LATE_ZONE = 'wine';
const LATE_BY_MS = 6 * 60 * MINUTE_MS;
const LEAVE_AFTER_MS = 10 * MINUTE_MS;
const ZONES = ['fruit', 'bakery', 'wine', 'dairy', 'tills'];

interface Stayed {
  readonly n: number;
  readonly zone: string;
  readonly enteredMs: number;
  readonly leftMs: number;
}

interface Visited {
  readonly n: number;
  readonly subject: number;
  readonly stays: readonly Stayed[];
}

export interface ToldDay {
  /** As told by a shop that heard all scanners at once. */
  readonly atOnce: readonly FactDraft[];
  /** As told by the same shop when the scanners of one zone lost their line, and told what they had kept six hours later. */
  readonly oneZoneLate: readonly FactDraft[];
}

/** A made-up day of `visits` known visitors from `openingMs` on: who came, in which zones they stayed, and what they paid. */
export function toldDay({ openingMs, visits, seed }: { openingMs: number; visits: number; seed: number }): ToldDay {
  const random = seededRandom(seed);
  const between = (low: number, high: number): number => Math.round(low + random.unit() * (high - low));
  const made = Array.from({ length: visits }, (_, i): Visited => {
    let t = openingMs + between(0, 20 * QUARTER_MS);
    const stays = Array.from({ length: between(1, 6) }, (_, step): Stayed => {
      const enteredMs = t + between(0, 20_000);
      const zone = ZONES[between(0, ZONES.length - 1)] ?? 'fruit';
      // Now and then somebody chooses a bottle for so long that without the scanners there it looks like two visits.
      const leftMs = enteredMs + (zone === LATE_ZONE && i % 3 === 0 ? between(11, 14) * MINUTE_MS : between(4000, 240_000));
      t = leftMs;
      return { n: seed * 100_000 + i * 10 + step, zone, enteredMs, leftMs };
    });
    return { n: seed * 100_000 + i * 10, subject: i % Math.ceil(visits * 0.7), stays };
  });
  const heardElsewhere = made.map((visit) => ({ ...visit, stays: visit.stays.filter(({ zone }) => zone !== LATE_ZONE) }));
  const business = [...made.flatMap((visit) => receipts(visit)), ...doors(openingMs, seed)];
  const quarters = Array.from({ length: 24 }, (_, q) => quarter(openingMs + q * QUARTER_MS, 60 + ((q * 7) % 11)));
  return {
    atOnce: [...made.flatMap((visit) => toldVisit(visit)), ...business, ...quarters],
    oneZoneLate: [
      ...heardElsewhere.flatMap((visit) => pieces(visit).flatMap((piece) => toldVisit(piece))),
      ...business,
      ...quarters.map((told) => revised(told, 'footfall', { sightings: 40 })),
      ...made.flatMap((visit) => retold(visit)),
      ...quarters.map((told) => revised(told, 'footfall', { revision: 2, late: 20 })),
    ],
  };
}

const dwellOf = (stays: readonly Stayed[]): number => stays.reduce((sum, { enteredMs, leftMs }) => sum + leftMs - enteredMs, 0);

function toldVisit({ n, subject, stays }: Visited): readonly FactDraft[] {
  const openedMs = stays[0]?.enteredMs ?? 0;
  const who = { visitId: hexId(1, n), subject: hexId(2, subject) };
  const opened = visitOpened(n, openedMs);
  const begun = { ...opened, data: { ...opened.data, ...who, zone: stays[0]?.zone } } as FactDraft;
  return [begun, ...stays.map((stay) => toldStay(stay, who)), toldEnd({ n, subject, stays })];
}

function toldEnd({ n, subject, stays }: Visited): FactDraft {
  const openedMs = stays[0]?.enteredMs ?? 0;
  const lengthMs = (stays.at(-1)?.leftMs ?? openedMs) - openedMs;
  const dwellMs = dwellOf(stays);
  return revised(visitClosed(n, openedMs, lengthMs), 'visit-closed', {
    subject: hexId(2, subject),
    dwellMs,
    unknownMs: lengthMs - dwellMs,
    zones: new Set(stays.map(({ zone }) => zone)).size,
    stays: stays.length,
    bounce: lengthMs < MINUTE_MS,
  });
}

function toldStay({ n, zone, enteredMs, leftMs }: Stayed, who: { visitId: string; subject: string }): FactDraft {
  const dwellMs = leftMs - enteredMs;
  const stay = dwellMs < 10_000 ? 'pass-through' : dwellMs < MINUTE_MS ? 'visit' : 'engaged';
  return revised(zoneStay(n, enteredMs, dwellMs), 'zone-stay', { ...who, zone, stay });
}

/** What a shop makes of a visit while a zone is missing: nothing, one visit, or several. Each has the number of its first stay. */
function pieces(visit: Visited): readonly Visited[] {
  const parts: Stayed[][] = [];
  for (const stay of visit.stays) {
    const part = parts.at(-1);
    const before = part?.at(-1);
    if (part && before && stay.enteredMs - before.leftMs < LEAVE_AFTER_MS) part.push(stay);
    else parts.push([stay]);
  }
  return parts.map((stays, index) => ({ ...visit, n: index === 0 ? visit.n : (stays[0]?.n ?? visit.n), stays }));
}

/** The same visit once the zone was heard: one again, and told where that changes anything. */
function retold(visit: Visited): readonly FactDraft[] {
  const heard = visit.stays.filter(({ zone }) => zone !== LATE_ZONE);
  if (heard.length === visit.stays.length) return [];
  const told = pieces({ ...visit, stays: heard });
  const supersedes = told.slice(1).map(({ n }) => hexId(1, n));
  const facts = heard.length === 0 ? toldVisit(visit) : [...visit.stays.map((stay) => retoldStay(stay, visit)), toldEnd(visit)];
  return facts.map((fact) => {
    const later = { ...fact, t: fact.t + LATE_BY_MS } as FactDraft;
    return fact.kind === 'visit-closed' ? revised(later, 'visit-closed', { revision: 2, supersedes }) : later;
  });
}

function retoldStay(stay: Stayed, { n, subject }: Visited): FactDraft {
  const told = toldStay(stay, { visitId: hexId(1, n), subject: hexId(2, subject) });
  return stay.zone === LATE_ZONE ? told : revised(told, 'zone-stay', { revision: 2 });
}

function receipts({ n, subject, stays }: Visited): readonly FactDraft[] {
  return stays
    .filter(({ zone }) => zone === 'tills')
    .map(({ enteredMs, leftMs }, index) => {
      const t = Math.round((enteredMs + leftMs) / 2);
      const data = { receiptId: hexId(9, n + index), till: 'till-1', at: instantText(t), total: 9.5, subject: hexId(2, subject) };
      return { kind: 'receipt', t, data };
    });
}

function doors(openingMs: number, seed: number): readonly FactDraft[] {
  return Array.from({ length: 24 }, (_, q) => doorCount(seed * 1000 + q, openingMs + q * QUARTER_MS + MINUTE_MS));
}

function quarter(fromMs: number, sightings: number): FactDraft {
  return { ...revised(footfallQuarter(0), 'footfall', { from: instantText(fromMs), sightings, late: 0 }), t: fromMs + 17 * MINUTE_MS };
}
