import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { isName } from '../../contract/scalars.ts';
import { printLine, wholeNumber, wrongUse } from '../command.ts';
import type { ZoneDraft } from '../init/draft.ts';

interface Flags {
  readonly name?: string;
  readonly id?: string;
  readonly timezone?: string;
  readonly zone?: readonly string[];
  readonly screens: number;
  readonly device?: string;
  readonly force?: boolean;
}

export function register(program: Command): void {
  program
    .command('init')
    .description('a site file for a shop of your own, from questions or from flags')
    .option('--name <name>', 'name of the shop')
    .option('--id <id>', 'its id (made from the name)')
    .option('--timezone <zone>', "as in Europe/Paris (this machine's)")
    .option(
      '--zone <name=scanners>',
      'a zone and what its scanners call themselves, as in "Wine=wine-1,wine-2"; once per zone',
      gathered,
      [],
    )
    .option('--screens <number>', 'screens per zone', wholeNumber(0, 100), 1)
    .option('--device <name>', 'name of the first staff device')
    .option('--data <folder>', 'data folder of the installation (AISLEGATE_DATA, default ./data)')
    .option('--keys <folder>', 'folder of the master key, outside it (AISLEGATE_KEYS, default the data folder with .keys behind)')
    .option('--site <file>', 'site file to write (default site.json in the data folder)')
    .option('--force', 'replace a site file that is there')
    .action(init);
}

function gathered(zone: string, before: readonly string[]): string[] {
  return [...before, zone];
}

async function init(flags: Flags & Record<string, unknown>): Promise<void> {
  const { readConfiguration } = await import('../configuration.ts');
  const { parseEdgeSettings } = await import('../../edge/config/settings.ts');
  const { openSiteFile } = await import('../../edge/adapters/lowdb/site-file.ts');
  const { privateFolder } = await import('../../platform/durable-file.ts');
  const { MASTER_KEY_FILE, openMasterKey } = await import('../../platform/master-key.ts');
  const { siteOf, idOf } = await import('../init/draft.ts');
  const { askSite, DEFAULT_DEVICE, hereTimezone } = await import('../init/questions.ts');
  const { checkData } = await import('../supervisor/preflight.ts');
  const { foldersOf } = await import('../supervisor/up-settings.ts');

  const { place, sources } = readConfiguration({ data: flags['data'], keys: flags['keys'], site: flags['site'] });
  const path = parseEdgeSettings(sources('edge'), place).site;
  if (existsSync(path) && !flags.force) throw wrongUse(`There is a site file already: ${path}. Edit it, or replace it with --force.`);
  if (flags.id !== undefined && !isName(flags.id)) throw wrongUse('--id may hold letters, digits, _ and -.');
  const zones = flags.zone && flags.zone.length > 0 ? flags.zone.map((zone) => zoneOf(zone, flags.screens, idOf)) : undefined;
  const { name, id, timezone, device } = flags;
  const draft = process.stdin.isTTY
    ? await askSite({ name, id, timezone, zones, device })
    : {
        name: name ?? missing('--name'),
        id: id ?? idOf(name ?? '', 'shop'),
        timezone: timezone ?? hereTimezone(),
        zones: zones ?? missing('--zone'),
        device: device ?? DEFAULT_DEVICE,
      };
  checkData(place.data);
  await openMasterKey({ folder: place.keys, data: place.data });
  await privateFolder(dirname(path));
  await openSiteFile(path).write(siteOf(draft));
  // A shop of one's own is no demo any more.
  await rm(foldersOf(place.data).demo, { force: true });
  for (const line of nextSteps(path, join(place.keys, MASTER_KEY_FILE))) printLine(line);
}

function zoneOf(text: string, screens: number, idOf: (name: string) => string): ZoneDraft {
  const [name = '', scanners] = text.split('=', 2).map((part) => part.trim());
  if (name === '') throw wrongUse('--zone begins with a name, as in "Wine=wine-1,wine-2".');
  const named = scanners === undefined ? [idOf(name)] : scanners.split(',').map((scanner) => scanner.trim());
  return { name, scanners: named.filter((scanner) => scanner !== ''), screens };
}

function missing(flag: string): never {
  throw wrongUse(`Without a terminal to ask in, ${flag} is needed.`);
}

function nextSteps(path: string, key: string): string[] {
  return [
    `${path} is written. What comes next:`,
    '  npm start                           opens the shop and prints the links to its pages',
    '  npx aislegate credentials gateway   what to enter in a scanner',
    '  npx aislegate import members FILE   your members; then "import catalogue FILE", your offers',
    '  npx aislegate doctor                what is still missing',
    `Keep a copy of ${key} in another place than backups of the data folder: what is personal in that is unreadable without it.`,
  ];
}
