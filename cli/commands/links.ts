import { type Command, InvalidArgumentError } from 'commander';
import { isName } from '../../contract/scalars.ts';
import { printJson, printLine } from '../command.ts';

export function register(program: Command): void {
  program
    .command('links')
    .description('fresh one-time links to the screens, the staff app and the dashboard')
    .option('--data <folder>', 'data folder of the installation (AISLEGATE_DATA, default ./data)')
    .option('--editor <name>', 'and one to the dashboard with which <name> edits rules; kept account of under that name', editorName)
    .option('--json', 'for programs')
    .action(async (flags: { editor?: string; json?: boolean }) => {
      const { edgeApi, findInstallation, hqApi } = await import('../installation.ts');
      const { freshLinks, linkLines } = await import('../links.ts');
      const { parseSite } = await import('../../edge/config/site.ts');
      const { readJson } = await import('../configuration.ts');
      const installation = findInstallation(flags);
      const site = parseSite(readJson(installation.edge.site));
      const [edge, hq] = [await edgeApi(installation), await hqApi(installation)];
      const links = await freshLinks(site, { edge, hq, editor: flags.editor });
      if (flags.json) printJson(links);
      else for (const line of linkLines(links)) printLine(line);
    });
}

function editorName(text: string): string {
  if (!isName(text)) throw new InvalidArgumentError('It must be letters, digits, _ and -; at most 64.');
  return text;
}
