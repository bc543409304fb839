import type { Site } from '../../contract/site.ts';
import { truthCsv } from '../../devices/simulator/truth.ts';
import { generateWalk } from '../../devices/simulator/walk.ts';
import { noteLine, wrongUse } from '../command.ts';
import { writeText } from '../files.ts';

export interface WalkFiles {
  readonly site: Site;
  readonly seed: number;
  readonly mobile: string;
  readonly startMs: number;
  readonly minutes: number;
  readonly out: string;
  readonly truth?: string | undefined;
}

/** One walk through the shop as a trace for "aislegate replay", and where the walker truly was. */
export async function writeWalk({ site, seed, mobile, startMs, minutes, out, truth }: WalkFiles): Promise<void> {
  const walk = generateWalk({ site, seed, mobile, startMs, durationMs: Math.round(minutes * 60_000) });
  if (walk.lines.length === 0) throw wrongUse('Nothing to hear: give the scanners of the site file x and y, or a zone with a polygon.');
  await writeText(out, walk.lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  if (truth !== undefined) await writeText(truth, truthCsv(walk.truth));
  noteLine(`${walk.lines.length} messages of ${site.scanners.length} scanners written to ${out}.`);
}
