import type { Command } from 'commander';
import { printJson, printLine } from '../command.ts';

export function register(program: Command): void {
  program
    .command('links')
    .description('fresh one-time links to the screens, the staff app and the dashboard')
    .option('--data <folder>', 'data folder of the installation (AISLEGATE_DATA, default ./data)')
    .option('--json', 'for programs')
    .action(async (flags: { json?: boolean }) => {
      const { edgeApi, findInstallation, hqApi } = await import('../installation.ts');
      const { freshLinks, linkLines } = await import('../links.ts');
      const { parseSite } = await import('../../edge/config/site.ts');
      const { readJson } = await import('../configuration.ts');
      const installation = findInstallation(flags);
      const site = parseSite(readJson(installation.edge.site));
      const links = await freshLinks(site, await edgeApi(installation), await hqApi(installation));
      if (flags.json) printJson(links);
      else for (const line of linkLines(links)) printLine(line);
    });
}
