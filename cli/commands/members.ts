import type { Command } from 'commander';
import type { MemberObjections, MemberShown } from '../../contract/http/member-routes.ts';
import { printJson, printLine } from '../command.ts';

interface Flags {
  readonly data?: string;
  readonly json?: boolean;
}

export function register(program: Command): void {
  const members = program.command('members').description('members of the loyalty programme, as the shop knows them');
  members
    .command('show <member>')
    .description('what the shop knows of one member: consents, identifiers, purchases, offers. Noted in the audit log')
    .option('--data <folder>', 'data folder of the installation (AISLEGATE_DATA, default ./data)')
    .option('--json', 'for programs')
    .addHelpText('after', '\n<member> is the number of the member, an identifier such as card:0123456789, or the subject id.')
    .action(show);
  members
    .command('objections <member>')
    .description('what a member is not interested in, and, with --delete, an end to it. Noted in the audit log')
    .option('--delete [objection]', 'take back one, as in category:wine, or all of them, and whatever was ignored or dismissed')
    .option('--data <folder>', 'data folder of the installation (AISLEGATE_DATA, default ./data)')
    .option('--json', 'for programs')
    .addHelpText('after', '\nAn objection is offer:<id>, category:<name>, brand:<name> or all.')
    .action(objections);
}

async function objections(member: string, flags: Flags & { readonly delete?: string | true }): Promise<void> {
  const { ask } = await import('../api.ts');
  const { edgeApi, findInstallation } = await import('../installation.ts');
  const { namedObjection, objectionLines } = await import('../members/objections.ts');
  const query = namedObjection(flags.delete);
  const api = await edgeApi(findInstallation({ ...flags }));
  const method = flags.delete === undefined ? 'GET' : 'DELETE';
  const told = await ask<MemberObjections>(api, { method, path: `/api/members/${encodeURIComponent(member)}/objections`, query });
  if (flags.json) return printJson(told);
  for (const line of objectionLines(told)) printLine(line);
}

async function show(member: string, flags: Flags): Promise<void> {
  const { ask } = await import('../api.ts');
  const { edgeApi, findInstallation } = await import('../installation.ts');
  const { memberLines } = await import('../members/lines.ts');
  const api = await edgeApi(findInstallation({ ...flags }));
  const body = { type: 'application/json', content: JSON.stringify({ member }) };
  const shown = await ask<MemberShown>(api, { method: 'POST', path: '/api/members/show', body });
  if (flags.json) return printJson(shown);
  for (const line of memberLines(shown)) printLine(line);
}
