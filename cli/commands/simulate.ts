import type { Command } from 'commander';
import { isIdentifier } from '../../contract/identifier.ts';
import { DEMO_BEACON } from '../../devices/simulator/demo-beacon.ts';
import { decimalNumber, noteLine, wholeNumber, wrongUse } from '../command.ts';

interface Options {
  readonly site: string;
  readonly seed: number;
  readonly minutes: number;
  readonly out: string;
  readonly truth?: string;
  readonly start: string;
  readonly mobile: string;
}

const START = '2026-01-05T10:00:00Z';

export function register(program: Command): void {
  program
    .command('simulate')
    .description('generate a walk through a shop, with its truth')
    .requiredOption('--site <file>', 'site file')
    .requiredOption('--out <file>', 'trace to write (NDJSON)')
    .option('--seed <number>', 'the same seed gives the same walk', wholeNumber(0, 2 ** 32 - 1), 1)
    .option('--minutes <number>', 'how long', decimalNumber(0.1, 1440), 5)
    .option('--start <time>', 'when it begins (RFC 3339)', START)
    .option('--mobile <identifier>', 'identifier of the carried beacon', DEMO_BEACON)
    .option('--truth <file>', 'where the walker truly was, to write (CSV)')
    .action(simulate);
}

async function simulate(options: Options): Promise<void> {
  const startMs = Date.parse(options.start);
  if (!Number.isFinite(startMs) || startMs < 0) throw wrongUse(`--start is not a time, as in ${START}.`);
  if (!isIdentifier(options.mobile)) throw wrongUse('--mobile is not an identifier, as in ibeacon:<uuid>-<major>-<minor>.');
  const { readJson } = await import('../configuration.ts');
  const { parseSite } = await import('../../edge/config/site.ts');
  const { generateWalk } = await import('../../devices/simulator/walk.ts');
  const { truthCsv } = await import('../../devices/simulator/truth.ts');
  const { writeText } = await import('../files.ts');
  const site = parseSite(readJson(options.site));
  const { seed, mobile } = options;
  const walk = generateWalk({ site, seed, mobile, startMs, durationMs: Math.round(options.minutes * 60_000) });
  if (walk.lines.length === 0) throw wrongUse('Nothing to hear: give the scanners of the site file x and y, or a zone with a polygon.');
  await writeText(options.out, walk.lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  if (options.truth !== undefined) await writeText(options.truth, truthCsv(walk.truth));
  noteLine(`${walk.lines.length} messages of ${site.scanners.length} scanners written to ${options.out}.`);
}
