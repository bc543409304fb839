import type { Command } from 'commander';
import { isIdentifier } from '../../contract/identifier.ts';
import { DEMO_BEACON } from '../../devices/simulator/demo-beacon.ts';
import { noteLine, wrongUse } from '../command.ts';

interface Options {
  readonly track?: string;
  readonly out: string;
  readonly site?: string;
  readonly truth?: string;
  readonly mobile: string;
}

export function register(program: Command): void {
  const trace = program.command('trace').description('turn recordings of other kinds into traces that "aislegate replay" plays');
  trace
    .command('ble-walks')
    .description('recorded walks with one carried beacon (Danis et al. 2022), as ESPresense scanners would publish them')
    .argument('<folder>', 'folder with scanners.csv and sightings.csv.gz')
    .requiredOption('--out <file>', 'trace to write (NDJSON)')
    .option('--track <name>', 'one walk instead of all')
    .option('--mobile <identifier>', 'identifier of the carried beacon', DEMO_BEACON)
    .option('--site <file>', 'site file to write, with four departments')
    .option('--truth <file>', 'where the walker truly was, to write (CSV)')
    .action(convert);
}

async function convert(folder: string, options: Options): Promise<void> {
  const { readBleWalks } = await import('../trace/ble-walks.ts');
  const { truthCsv } = await import('../../devices/simulator/truth.ts');
  const { progress } = await import('../progress.ts');
  const { writeText } = await import('../files.ts');
  const { mobile } = options;
  if (!isIdentifier(mobile)) throw wrongUse('--mobile is not an identifier, as in ibeacon:<uuid>-<major>-<minor>.');
  const walks = await readBleWalks(folder, options.track, mobile, (total) => progress('Converting', total));
  await writeText(options.out, walks.lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  if (options.site !== undefined) await writeText(options.site, `${JSON.stringify(walks.site, undefined, 2)}\n`);
  if (options.truth !== undefined) await writeText(options.truth, truthCsv(walks.truth));
  noteLine(`${walks.lines.length} messages of ${walks.site.scanners.length} scanners written to ${options.out}.`);
}
