import type { Command } from 'commander';
import { noteLine, printJson, printLine } from '../command.ts';
import type { PresenceScore } from '../presence/score.ts';

interface Options {
  readonly site: string;
  readonly sightings: string;
  readonly survey?: string;
  readonly calibrate?: string;
  readonly truth?: string;
  readonly json?: boolean;
}

export function register(program: Command): void {
  program
    .command('presence')
    .description('run the presence engine over recorded sightings: the zones that it decides or, with a truth, how right they are')
    .requiredOption('--site <file>', 'site file')
    .requiredOption('--sightings <file>', 'recorded sightings (NDJSON, as "aislegate decode" prints them)')
    .option('--survey <file>', 'what scanners heard at known points (CSV x,y,scanner,rssi[,t], as "aislegate survey" writes it)')
    .option('--calibrate <file>', 'other sightings of the same shop, from whomever, to learn path loss and scanner offsets from (NDJSON)')
    .option('--truth <file>', 'where the mobiles truly were (CSV mobile,t,zone; out when in no zone)')
    .option('--json', 'as JSON')
    .action(run);
}

async function run({ site: sitePath, sightings: sightingsPath, truth: truthPath, survey, calibrate, json }: Options): Promise<void> {
  const { parseSite } = await import('../../edge/config/site.ts');
  const { truthCsv } = await import('../../devices/simulator/truth.ts');
  const { readJson } = await import('../configuration.ts');
  const { engineFor } = await import('../presence/engine-for.ts');
  const { decideRecorded, scoreRecorded } = await import('../presence/recorded.ts');
  const { readSightings } = await import('../presence/sightings.ts');
  const { readTruth } = await import('../presence/truth.ts');
  const site = parseSite(readJson(sitePath));
  const asked = await engineFor(site, { ...(survey !== undefined && { survey }), ...(calibrate !== undefined && { calibrate }) });
  const truth = truthPath === undefined ? undefined : await readTruth(truthPath, new Set(site.zones.map(({ id }) => id)));
  const sightings = await readSightings(sightingsPath);
  const anchors = new Set([...sightings.values()].flatMap((heard) => heard.map(({ anchor }) => anchor)));
  const strangers = [...anchors].filter((anchor) => !asked.engine.knows(anchor)).length;
  if (strangers > 0) noteLine(`${strangers} of ${anchors.size} scanners are not in the site file; what they heard counts for nothing.`);
  if (!truth) {
    const rows = decideRecorded(sightings, asked);
    return json ? printJson(rows) : printLine(truthCsv(rows).trimEnd());
  }
  const { score, mobiles, unheard } = scoreRecorded(sightings, truth, asked);
  if (unheard > 0) noteLine(`${unheard} of ${mobiles + unheard} mobiles are not heard after their first row of truth; they are left out.`);
  if (json) printJson(score);
  else printScore(score, mobiles);
}

function printScore(score: PresenceScore, mobiles: number): void {
  const lines: readonly (readonly [string, number | null, string])[] = [
    ['accuracy', score.accuracy, `of ${score.seconds.toFixed(1)} s of ${mobiles} mobiles`],
    ['changes', score.changesPerMinute, `per minute; true ${score.trueChangesPerMinute.toFixed(2)}`],
    ['false changes', score.falseChangesPerHour, 'per hour: decided minus true'],
    ['lag', score.lagSeconds, 's: the shift that fits best'],
    ['dwell error', score.dwellErrorShare, 'of the true time in zones'],
  ];
  for (const [name, value, note] of lines) printLine(`${name.padEnd(14)}${(value?.toFixed(3) ?? '-').padStart(8)}  ${note}`);
}
