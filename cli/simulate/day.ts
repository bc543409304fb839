import { Readable } from 'node:stream';
import type { Sighting } from '../../contract/sighting.ts';
import type { Site } from '../../contract/site.ts';
import type { TraceLine } from '../../contract/trace.ts';
import { CONDITION_WORDS, type Condition, underCondition } from '../../devices/simulator/conditions.ts';
import { dayTrace } from '../../devices/simulator/day-trace.ts';
import { spoiled } from '../../devices/simulator/faults.ts';
import { type ShopDay, shopDay } from '../../devices/simulator/shop-day.ts';
import { truthCsv, truthOfDay, visitsCsv } from '../../devices/simulator/truth.ts';
import { noteLine, wrongUse } from '../command.ts';
import { writeStream, writeText } from '../files.ts';
import { progress } from '../progress.ts';

export interface DayFiles {
  readonly site: Site;
  readonly seed: number;
  readonly startMs: number;
  readonly hours: number;
  readonly shoppersPerHour: number;
  readonly condition: Condition;
  readonly out?: string | undefined;
  readonly sightings?: string | undefined;
  readonly truth?: string | undefined;
  readonly visits?: string | undefined;
}

const HOUR_MS = 3_600_000;
/** Whoever came before closing may walk home after it. */
const AFTERWARDS_MS = 900_000;

/** A shop's day into files: what the edge receives, what scanners hear, where everybody's tag truly was, and who came when. */
export async function writeDay(files: DayFiles): Promise<void> {
  const { site, seed, startMs, condition } = files;
  const closesMs = startMs + Math.round(files.hours * HOUR_MS);
  const { day: changed, faults } = underCondition(condition, site, { seed, opensMs: startMs, closesMs });
  const day = shopDay({ site, seed, opensMs: startMs, closesMs, shoppersPerHour: files.shoppersPerHour, ...changed });
  if (day.scanners === 0) throw wrongUse('Nothing to hear: give the scanners of the site file x and y, or a zone with a polygon.');
  const heard = (): Generator<Sighting> => spoiled(day.sightings(), faults, seed);
  const told = { receipts: day.receipts(), visits: day.visits };
  const span = { fromMs: startMs, untilMs: closesMs + AFTERWARDS_MS };
  if (files.truth !== undefined) await writeText(files.truth, truthCsv(truthOfDay(day)));
  if (files.visits !== undefined) await writeText(files.visits, visitsCsv(day));
  if (files.sightings !== undefined) {
    const count = await writeLines(files.sightings, heard(), (line) => line.rx, span);
    noteLine(`${count} sightings written to ${files.sightings}.`);
  }
  if (files.out !== undefined) {
    const count = await writeLines(files.out, dayTrace(site.shop.id, heard(), told), (line: TraceLine) => line.t, span);
    noteLine(`${count} messages written to ${files.out}.`);
  }
  noteLine(summary(day, told.receipts.length, condition));
}

function summary({ visits, passersBy }: ShopDay, receipts: number, condition: Condition): string {
  const members = visits.filter(({ person }) => person.member).length;
  const shoppers = visits.filter(({ person }) => person.kind === 'shopper').length;
  return (
    `${shoppers} shoppers came in, ${members} of them members; ${passersBy.length} people passed by; ${receipts} receipts. ` +
    `Condition: ${CONDITION_WORDS[condition]}.`
  );
}

async function writeLines<T>(
  path: string,
  lines: Iterable<T>,
  timeOf: (line: T) => number,
  span: { readonly fromMs: number; readonly untilMs: number },
): Promise<number> {
  const seconds = Math.ceil((span.untilMs - span.fromMs) / 1000);
  const shown = progress('Generating', seconds);
  let count = 0;
  function* texts(): Generator<string> {
    for (const line of lines) {
      count += 1;
      shown.at(Math.min(seconds, Math.floor((timeOf(line) - span.fromMs) / 1000)));
      yield `${JSON.stringify(line)}\n`;
    }
  }
  await writeStream(path, Readable.from(texts()));
  shown.end();
  return count;
}
