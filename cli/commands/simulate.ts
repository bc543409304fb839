import { type Command, Option } from 'commander';
import { isIdentifier } from '../../contract/identifier.ts';
import { CONDITIONS, type Condition } from '../../devices/simulator/conditions.ts';
import { DEMO_BEACON } from '../../devices/simulator/demo-beacon.ts';
import { decimalNumber, wholeNumber, wrongUse } from '../command.ts';

interface Options {
  readonly site: string;
  readonly seed: number;
  readonly minutes: number;
  readonly out?: string;
  readonly truth?: string;
  readonly start: string;
  readonly mobile: string;
  readonly day?: boolean;
  readonly hours: number;
  readonly shoppersPerHour: number;
  readonly condition: Condition;
  readonly sightings?: string;
  readonly visits?: string;
}

const START = '2026-01-05T10:00:00Z';

export function register(program: Command): void {
  program
    .command('simulate')
    .description('generate a walk through a shop, or a day in it with everybody, with the truth')
    .requiredOption('--site <file>', 'site file')
    .option('--out <file>', 'trace to write (NDJSON), for "aislegate replay"')
    .option('--seed <number>', 'the same seed gives the same walk or day', wholeNumber(0, 2 ** 32 - 1), 1)
    .option('--truth <file>', 'where the walker, or each tag, badge and app truly was, to write (CSV)')
    .option('--start <time>', 'when it begins (RFC 3339)', START)
    .option('--minutes <number>', 'a walk: how long', decimalNumber(0.1, 1440), 5)
    .option('--mobile <identifier>', 'a walk: identifier of the carried beacon', DEMO_BEACON)
    .option('--day', 'a day: shoppers in groups, members, employees, passers-by, fixtures, receipts and a people counter')
    .option('--hours <number>', 'a day: how long the shop is open', decimalNumber(0.1, 24), 2)
    .option('--shoppers-per-hour <number>', 'a day: people who come in', decimalNumber(0, 10_000), 40)
    .option('--sightings <file>', 'a day: what the scanners hear, to write (NDJSON), for "aislegate presence"')
    .option('--visits <file>', 'a day: who was inside when, to write (CSV)')
    .addOption(new Option('--condition <name>', 'a day: what goes wrong').choices(CONDITIONS).default('none'))
    .action(simulate);
}

async function simulate(options: Options): Promise<void> {
  const startMs = Date.parse(options.start);
  if (!Number.isFinite(startMs) || startMs < 0) throw wrongUse(`--start is not a time, as in ${START}.`);
  if (!isIdentifier(options.mobile)) throw wrongUse('--mobile is not an identifier, as in ibeacon:<uuid>-<major>-<minor>.');
  const { readJson } = await import('../configuration.ts');
  const { parseSite } = await import('../../edge/config/site.ts');
  const site = parseSite(readJson(options.site));
  const { seed, out, truth } = options;
  if (options.day) {
    const { writeDay } = await import('../simulate/day.ts');
    return writeDay({ ...options, site, startMs });
  }
  if (out === undefined) throw wrongUse('--out is missing: the trace to write.');
  const { writeWalk } = await import('../simulate/walk.ts');
  return writeWalk({ site, seed, mobile: options.mobile, startMs, minutes: options.minutes, out, truth });
}
