import { type Command, Option } from 'commander';
import { isIdentifier } from '../../contract/identifier.ts';
import type { Site } from '../../contract/site.ts';
import { CONDITIONS, type Condition } from '../../devices/simulator/conditions.ts';
import { DEMO_BEACON } from '../../devices/simulator/demo-beacon.ts';
import { WORLD_VARIANTS, type WorldVariant } from '../../devices/simulator/offer-world/law.ts';
import { decimalNumber, printJson, printLine, wholeNumber, wrongUse } from '../command.ts';

interface Options {
  readonly site?: string;
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
  readonly scoreCard?: boolean;
  readonly seeds?: number;
  readonly conditions?: readonly Condition[];
  readonly markdown?: boolean;
  readonly offers?: boolean;
  readonly world: WorldVariant;
  readonly days: number;
  readonly members: number;
  readonly plots?: string;
  readonly json?: boolean;
}

const START = '2026-01-05T10:00:00Z';
const DAYS = 20;
const SHOPS = 8;
const MONTHS = 10;
/** A month of so many takes a minute or two for all that orders offers. */
const MEMBERS = 300;

export function register(program: Command): void {
  program
    .command('simulate')
    .description(
      'say of a floor plan which zones will be confused and where another scanner helps most; or generate a walk through the shop, or a day in it ' +
        'with everybody, with the truth; or score the shop by many such days; or prove in months of offers with known effects that it learns',
    )
    .option('--site <file>', 'site file; a score card has a shop of its own')
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
    .option('--score-card', 'how right the shop tells generated days, each also with things that go wrong')
    .option('--seeds <number>', 'how many days a score card has (20), shops an advice (8), or months the offers (10)', wholeNumber(1, 1000))
    .addOption(new Option('--conditions <name...>', 'a score card: of these conditions only').choices(CONDITIONS))
    .option('--markdown', 'a score card: as a table')
    .option(
      '--offers',
      'months of offers whose effects are known: rules only, count rule, frozen and learning model (docs/offer-learning.md)',
    )
    .addOption(new Option('--world <name>', 'offers: what moves members').choices(WORLD_VARIANTS).default('personal'))
    .option('--days <number>', 'offers: of a month', wholeNumber(2, 60), 30)
    .option('--members <number>', 'offers: of the shop', wholeNumber(30, 10_000), MEMBERS)
    .option('--plots <folder>', 'offers: where to write the regret over the days (SVG)')
    .option('--json', 'a score card, an advice or the offers: as JSON')
    .action(simulate);
}

async function simulate(options: Options): Promise<void> {
  const startMs = Date.parse(options.start);
  if (!Number.isFinite(startMs) || startMs < 0) throw wrongUse(`--start is not a time, as in ${START}.`);
  if (!isIdentifier(options.mobile)) throw wrongUse('--mobile is not an identifier, as in ibeacon:<uuid>-<major>-<minor>.');
  if (options.offers) {
    const { proveOffers } = await import('../simulate/offers/prove.ts');
    const { world: variant, seed, seeds = MONTHS, days, members, plots, json = false } = options;
    return proveOffers({ variant, seed, seeds, days, members, plots, json });
  }
  const site = options.site === undefined ? undefined : await readSite(options.site);
  if (options.scoreCard) return scoreCard(options, site, startMs);
  if (!site) throw wrongUse('--site is missing: the site file.');
  const { seed, out, truth } = options;
  if (options.day) {
    const { writeDay } = await import('../simulate/day.ts');
    return writeDay({ ...options, site, startMs });
  }
  if (out === undefined) {
    if (truth !== undefined) throw wrongUse('--out is missing: the trace to write.');
    const { printAdvice } = await import('../simulate/advise.ts');
    return printAdvice({ site, seed, shops: options.seeds ?? SHOPS, json: options.json ?? false });
  }
  const { writeWalk } = await import('../simulate/walk.ts');
  return writeWalk({ site, seed, mobile: options.mobile, startMs, minutes: options.minutes, out, truth });
}

async function readSite(path: string): Promise<Site> {
  const { readJson } = await import('../configuration.ts');
  const { parseSite } = await import('../../edge/config/site.ts');
  return parseSite(readJson(path));
}

async function scoreCard(options: Options, site: Site | undefined, opensMs: number): Promise<void> {
  const { scoreCards } = await import('../score/card.ts');
  const { SCORE_SITE } = await import('../score/shop.ts');
  const { cardLines, cardTable } = await import('../score/print.ts');
  const { progress } = await import('../progress.ts');
  const { seed, seeds: count = DAYS, hours, shoppersPerHour, conditions = CONDITIONS } = options;
  const seeds = Array.from({ length: count }, (_, index) => seed + index);
  const shown = progress('Living days', seeds.length * conditions.length);
  const cards = await scoreCards({ site: site ?? SCORE_SITE, seeds, conditions, opensMs, hours, shoppersPerHour, onDay: shown.at });
  shown.end();
  if (options.json) return printJson({ hours, shoppersPerHour, seeds, cards });
  for (const line of options.markdown ? cardTable(cards) : cards.flatMap(cardLines)) printLine(line);
}
