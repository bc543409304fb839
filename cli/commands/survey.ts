import { existsSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { isIdentifier } from '../../contract/identifier.ts';
import type { Shop } from '../../edge/domain/shop.ts';
import { noteLine, printJson, printLine, wholeNumber, wrongUse } from '../command.ts';
import type { TagHeard } from '../survey/rows.ts';
import type { Stop } from '../survey/stops.ts';

interface Flags {
  readonly tag: string;
  readonly points?: string;
  readonly walk?: boolean;
  readonly sightings?: string;
  readonly trace?: string;
  readonly seconds: number;
  readonly site?: string;
  readonly out?: string;
  readonly append?: boolean;
  readonly data?: string;
  readonly json?: boolean;
}

interface Surveyed {
  readonly stops: readonly Stop[];
  readonly heard: readonly TagHeard[];
}

export function register(program: Command): void {
  program
    .command('survey')
    .description('carry a tag or a phone through the shop, standing here and there, and learn what the scanners read where: docs/survey.md')
    .requiredOption('--tag <identifier>', 'what is carried, as sightings call it: ibeacon:…, ble:…, eddystone-uid:…')
    .option('--points <file>', 'times and places (CSV t,x,y) instead of asking for them; with --sightings or --trace')
    .option('--walk', 'between the rows of --points the tag went on evenly, instead of standing')
    .addOption(new Option('--sightings <file>', 'what was heard (NDJSON, as "aislegate decode" prints it)').conflicts('trace'))
    .option('--trace <file>', 'what was heard: a trace, or a recording of "aislegate record"')
    .option('--seconds <number>', 'how long to stand at each point that is asked for', wholeNumber(5, 600), 30)
    .option('--site <file>', 'site file (default site.json in the data folder)')
    .option('--out <file>', 'the survey (default survey.csv in the data folder)')
    .option('--append', 'add to the survey that is there')
    .option('--data <folder>', 'data folder of the installation (AISLEGATE_DATA, default ./data)')
    .option('--json', 'for programs')
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  if (!isIdentifier(flags.tag)) throw wrongUse('--tag is not an identifier, as in ibeacon:<uuid>-<major>-<minor> or ble:<12 hex>.');
  const { parseSite } = await import('../../edge/config/site.ts');
  const { shopOf } = await import('../../edge/config/shop.ts');
  const { readConfiguration, readJson } = await import('../configuration.ts');
  const { writeText } = await import('../files.ts');
  const { checkLines, checkSurvey } = await import('../survey/check.ts');
  const { SURVEY_HEADER, surveyCsv, surveyLines } = await import('../survey/rows.ts');
  const { data } = readConfiguration(flags.data === undefined ? {} : { data: flags.data }).place;
  const shop = shopOf(parseSite(readJson(flags.site ?? join(data, 'site.json'))));
  const out = flags.out ?? join(data, 'survey.csv');
  if (existsSync(out) && !flags.append) throw wrongUse(`${out} is there already: --append adds to it, --out names another.`);
  const { stops, heard } =
    flags.points === undefined ? await surveyNow(flags, shop, data) : await surveyed(flags, flags.points, shop, data);
  const lines = surveyLines(shop, stops, heard);
  if (lines.length === 0) {
    throw wrongUse(`No scanner of the shop heard ${heard.length > 0 ? 'it at these times' : 'that tag at all'}: nothing was written.`);
  }
  if (existsSync(out)) await appendFile(out, surveyCsv(lines));
  else await writeText(out, SURVEY_HEADER + surveyCsv(lines));
  const check = checkSurvey(shop, lines);
  if (flags.json) return printJson({ ...check, out });
  for (const line of checkLines(check)) printLine(line);
  printLine(`Written to ${out}. The shop uses survey.csv of its data folder from its next start.`);
}

/** From times and places, and what was heard, that were written down before. */
async function surveyed(flags: Flags, points: string, shop: Shop, data: string): Promise<Surveyed> {
  const { readStops } = await import('../survey/stops.ts');
  const stops = await readStops(points, { isWalk: flags.walk === true });
  if (flags.sightings !== undefined) {
    const { readSightings } = await import('../presence/sightings.ts');
    return { stops, heard: (await readSightings(flags.sightings)).get(flags.tag) ?? [] };
  }
  if (flags.trace === undefined) throw wrongUse('--points wants to know what was heard: --sightings or --trace.');
  const { heardInTrace } = await import('../survey/heard-tag.ts');
  const { openTrace } = await import('../trace/trace-file.ts');
  return { stops, heard: await heardInTrace(await openTrace(flags.trace, data), shop, flags.tag) };
}

/** Now, in the running shop: it records what it hears for as long as somebody goes from point to point. */
async function surveyNow(flags: Flags, shop: Shop, data: string): Promise<Surveyed> {
  const { LONGEST_RECORDING_S } = await import('../../contract/http/edge-routes.ts');
  const { recordingFile } = await import('../../edge/adapters/recording/vault.ts');
  const { edgeApi, findInstallation } = await import('../installation.ts');
  const { recordingDesk } = await import('../record/desk.ts');
  const { askStops } = await import('../survey/ask-stops.ts');
  const { heardInTrace } = await import('../survey/heard-tag.ts');
  const { openTerminal } = await import('../survey/terminal.ts');
  const { recordingsFolder } = await import('../trace/recording-file.ts');
  const { openTrace } = await import('../trace/trace-file.ts');
  if (flags.sightings !== undefined || flags.trace !== undefined || flags.walk) throw wrongUse('Say with --points where the tag was when.');
  const desk = recordingDesk(await edgeApi(findInstallation({ ...flags })));
  const { id } = await desk.start(LONGEST_RECORDING_S);
  const terminal = openTerminal();
  try {
    const stops = await askStops(terminal, flags.seconds).finally(() => desk.stop(id));
    noteLine('Reading what was heard …');
    const trace = await openTrace(recordingFile(recordingsFolder(data), id), data);
    return { stops, heard: await heardInTrace(trace, shop, flags.tag) };
  } finally {
    terminal.close();
    await desk.remove(id);
  }
}
