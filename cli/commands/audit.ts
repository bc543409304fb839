import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { instantMs } from '../../contract/instant.ts';
import type { Place } from '../../contract/settings.ts';
import { LOG_OWNERS, type LogOwner, type NamedLog } from '../audit/logs.ts';
import { printJson, printLine } from '../command.ts';

interface Flags {
  readonly data?: string;
  readonly folder?: string;
  readonly noted?: { readonly number: number; readonly hash: string };
  readonly subject?: string;
  readonly since?: number;
  readonly json?: boolean;
}

export function register(program: Command): void {
  const audit = program.command('audit').description('who saw, changed or erased what: the audit logs of the shop and of headquarters');
  add(audit, 'verify', 'read a log from its first record to its last and name the first one that is not as it was written')
    .option('--noted <number:hash>', 'a record as this command printed it before: nothing up to it may have changed', noted)
    .action((owner: LogOwner | undefined, flags: Flags) => verify(owner, flags));
  add(audit, 'show', 'print the records')
    .option('--subject <id>', 'only those about one subject: 32 hex digits, as "aislegate members show" prints them', subjectId)
    .option('--since <time>', 'only those from then on, as in 2026-03-01T00:00:00Z', instant)
    .action((owner: LogOwner | undefined, flags: Flags) => show(owner, flags));
}

function add(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .addArgument(new Argument('[process]', 'whose log; those that there are, when left out').choices(LOG_OWNERS))
    .option('--data <folder>', 'data folder of the installation (AISLEGATE_DATA, default ./data)')
    .addOption(new Option('--folder <folder>', 'instead: a log that stands elsewhere, such as a copy').conflicts('data'))
    .option('--json', 'for programs');
}

async function logsFor(owner: LogOwner | undefined, flags: Flags): Promise<{ logs: readonly NamedLog[]; place?: Place }> {
  if (flags.folder !== undefined) return { logs: [{ name: 'folder', folder: flags.folder }] };
  const { readConfiguration } = await import('../configuration.ts');
  const { logsOf } = await import('../audit/logs.ts');
  const { place } = readConfiguration(flags.data === undefined ? {} : { data: flags.data });
  return { logs: logsOf(place.data, owner), place };
}

async function verify(owner: LogOwner | undefined, flags: Flags): Promise<void> {
  const { verifyAuditLog } = await import('../../platform/audit/verify.ts');
  const { headKeys } = await import('../audit/logs.ts');
  const { reportLines } = await import('../audit/logs.ts');
  const { logs, place } = await logsFor(owner, flags);
  const keyOf = await headKeys(place);
  const reports = [];
  for (const { name, folder } of logs) reports.push({ name, ...(await verifyAuditLog({ folder, key: keyOf(name), noted: flags.noted })) });
  const intact = reports.every(({ broken, continued }) => !broken && continued.length === 0);
  if (!intact) process.exitCode = 1;
  if (flags.json) return printJson({ intact, logs: reports });
  for (const report of reports) for (const line of reportLines(report.name, report)) printLine(line);
}

async function show(owner: LogOwner | undefined, flags: Flags): Promise<void> {
  const { recordLine, recordsOf } = await import('../audit/show.ts');
  const { logs } = await logsFor(owner, flags);
  for (const { name, folder } of logs) {
    for await (const record of recordsOf(folder, flags))
      printLine(flags.json ? JSON.stringify({ log: name, ...record }) : recordLine(record, logs.length > 1 ? name.padEnd(4) : undefined));
  }
}

function noted(text: string): { number: number; hash: string } {
  const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/u.exec(text) ?? [];
  if (number === undefined || hash === undefined) throw new InvalidArgumentError('It must be a number, a colon and 64 hex digits.');
  return { number: Number(number), hash };
}

function subjectId(text: string): string {
  if (!/^[0-9a-f]{32}$/u.test(text)) throw new InvalidArgumentError('It must be 32 hex digits.');
  return text;
}

function instant(text: string): number {
  const ms = instantMs(text);
  if (ms === undefined) throw new InvalidArgumentError('It must be a time as in 2026-03-01T00:00:00Z.');
  return ms;
}
