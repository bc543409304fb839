import { type Command, InvalidArgumentError, Option } from 'commander';
import { LONGEST_RECORDING_S } from '../../contract/http/edge-routes.ts';
import { noteLine, printJson, printLine, wrongUse } from '../command.ts';
import { recordingLine, secondsOf } from '../record/lines.ts';

interface Flags {
  readonly for: number;
  readonly out?: string;
  readonly list?: boolean;
  readonly stop?: boolean;
  readonly open?: string;
  readonly delete?: string;
  readonly data?: string;
  readonly json?: boolean;
}

export function register(program: Command): void {
  const other = (flags: string, description: string, ...against: string[]): Option => new Option(flags, description).conflicts(against);
  program
    .command('record')
    .description(
      "record the raw input of the running shop: a diagnostic, encrypted, in headquarters' account, deleted 24 hours after it began",
    )
    .option('--for <time>', `how long, as in 90s, 10m or 2h; ${LONGEST_RECORDING_S / 3600}h at most. Ctrl-C ends it early`, length, 600)
    .option('--out <file>', 'copy it there afterwards, still encrypted: only this data folder can open it, and for a day')
    .addOption(other('--list', 'instead: the recordings that there are', 'stop', 'open', 'delete', 'out'))
    .addOption(other('--stop', 'instead: end the one that is under way', 'open', 'delete', 'out'))
    .addOption(other('--open <file>', 'instead: print the lines of one (NDJSON)', 'delete', 'out'))
    .addOption(other('--delete <id>', 'instead: delete one, with its key', 'out'))
    .option('--data <folder>', 'data folder of the installation (AISLEGATE_DATA, default ./data)')
    .option('--json', 'for programs')
    .action((flags: Flags) => {
      if (flags.open !== undefined) return print(flags.open, flags);
      if (flags.list) return list(flags);
      if (flags.stop) return stop(flags);
      if (flags.delete !== undefined) return remove(flags.delete, flags);
      return record(flags);
    });
}

function length(text: string): number {
  const seconds = secondsOf(text);
  if (seconds === undefined || seconds < 1 || seconds > LONGEST_RECORDING_S) {
    throw new InvalidArgumentError(`It must be a time such as 90s, 10m or 2h, of ${LONGEST_RECORDING_S / 3600}h at most.`);
  }
  return seconds;
}

async function deskOf(flags: Flags) {
  const { edgeApi, findInstallation } = await import('../installation.ts');
  const { recordingDesk } = await import('../record/desk.ts');
  const installation = findInstallation({ ...flags });
  return { desk: recordingDesk(await edgeApi(installation)), data: installation.data };
}

async function record(flags: Flags): Promise<void> {
  const { recordingFile } = await import('../../edge/adapters/recording/vault.ts');
  const { watchRecording } = await import('../record/watch.ts');
  const { assertWritable } = await import('../files.ts');
  const { recordingsFolder } = await import('../trace/recording-file.ts');
  if (flags.out !== undefined) await assertWritable(flags.out);
  const { desk, data } = await deskOf(flags);
  const stopping = new AbortController();
  const interrupt = (): void => stopping.abort();
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    const recording = await watchRecording(desk, await desk.start(flags.for), stopping.signal);
    if (flags.out !== undefined) await desk.save(recording.id, flags.out);
    const file = flags.out ?? recordingFile(recordingsFolder(data), recording.id);
    if (flags.json) return printJson({ ...recording, file });
    printLine(recordingLine(recording));
    printLine(`Look at it with: aislegate replay ${file}`);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

async function list(flags: Flags): Promise<void> {
  const recordings = await (await deskOf(flags)).desk.list();
  if (flags.json) return printJson(recordings);
  for (const recording of recordings) printLine(recordingLine(recording));
  if (recordings.length === 0) noteLine('There are no recordings.');
}

async function stop(flags: Flags): Promise<void> {
  const { desk } = await deskOf(flags);
  const active = (await desk.list()).find(({ endsAt }) => endsAt !== undefined);
  if (!active) throw wrongUse('No recording is under way.');
  const stopped = await desk.stop(active.id);
  if (flags.json) printJson(stopped);
  else printLine(recordingLine(stopped));
}

async function remove(id: string, flags: Flags): Promise<void> {
  if (!/^[0-9a-f]{32}$/u.test(id))
    throw wrongUse('--delete wants the id of a recording, 32 hex digits, as "aislegate record --list" prints it.');
  await (await deskOf(flags)).desk.remove(id);
  if (flags.json) printJson({ deleted: id });
  else printLine(`${id} is deleted; copies of it cannot be opened any more.`);
}

async function print(path: string, flags: Flags): Promise<void> {
  const { recordedLines, recordingAt } = await import('../trace/recording-file.ts');
  const { readConfiguration } = await import('../configuration.ts');
  const header = await recordingAt(path);
  if (!header) throw wrongUse(`${path} is not a recording of "aislegate record".`);
  const { data } = readConfiguration(flags.data === undefined ? {} : { data: flags.data }).place;
  const lines = await recordedLines(path, header, data);
  for await (const line of lines()) printLine(line);
}
