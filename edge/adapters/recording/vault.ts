import { type FileHandle, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import Type from 'typebox';
import { checker } from '../../../contract/check.ts';
import { Actor } from '../../../contract/facts/security-facts.ts';
import { parseRecordingHeader, RECORDING_HEADER_BYTES, RECORDING_KEY_BYTES, type RecordingHeader } from '../../../contract/recording.ts';
import { EpochMs } from '../../../contract/scalars.ts';
import { privateFolder, syncFolder, writeFileDurably } from '../../../platform/durable-file.ts';
import { writeWhole } from '../../../platform/write-whole.ts';

/** `<id>.rec` is a recording, `<id>.key` its key, `<id>.<any>.opened` says who opened it with the command line. */
const FILE = /^([0-9a-f]{32})\.(rec|key|[0-9a-f]+\.opened)$/u;

const checkNote = checker(Type.Object({ at: EpochMs, by: Actor }));

export interface KeptRecording extends RecordingHeader {
  readonly bytes: number;
}

export interface Opening {
  readonly path: string;
  readonly id: string;
  readonly at: number;
  readonly by: string;
}

export const recordingFile = (folder: string, id: string): string => join(folder, `${id}.rec`);
const keyFile = (folder: string, id: string): string => join(folder, `${id}.key`);

export async function writeKey(folder: string, id: string, key: Uint8Array): Promise<void> {
  await privateFolder(folder);
  await writeFileDurably(keyFile(folder, id), key);
}

/** The key of a recording, or undefined where it is destroyed or never was here. */
export async function readKey(folder: string, id: string): Promise<Uint8Array | undefined> {
  const key = await readFile(keyFile(folder, id)).catch(() => undefined);
  return key?.length === RECORDING_KEY_BYTES ? key : undefined;
}

/** What of recordings lies in the folder: whole ones, oldest first, and ids of which only a key or an unreadable file is left. */
export async function keptRecordings(folder: string): Promise<{ recordings: KeptRecording[]; remains: string[] }> {
  const ids = new Set((await filesOf(folder)).filter(({ kind }) => kind === 'rec' || kind === 'key').map(({ id }) => id));
  const recordings: KeptRecording[] = [];
  const remains: string[] = [];
  for (const id of ids) {
    const header = await headerOf(recordingFile(folder, id));
    if (header?.id === id && (await readKey(folder, id))) recordings.push(header);
    else remains.push(id);
  }
  return { recordings: recordings.sort((a, b) => a.startedAt - b.startedAt), remains };
}

/** First the key, overwritten in place, then the file: a copy of the file is worthless from that moment. */
export async function destroyRecording(folder: string, id: string): Promise<void> {
  const path = keyFile(folder, id);
  const handle = await open(path, 'r+').catch(() => undefined);
  if (handle) await overwrite(handle);
  await rm(path, { force: true });
  await rm(recordingFile(folder, id), { force: true });
  await syncFolder(folder);
}

async function overwrite(handle: FileHandle): Promise<void> {
  try {
    await writeWhole(handle, Buffer.alloc(RECORDING_KEY_BYTES), 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Leaves word for the edge, running or not, that somebody opened a recording: it keeps account of it. */
export async function noteOpening(folder: string, { id, at, by, name }: Omit<Opening, 'path'> & { readonly name: string }): Promise<void> {
  await writeFileDurably(join(folder, `${id}.${name}.opened`), JSON.stringify({ at, by }));
}

/** A note that cannot be read still says that somebody did. */
export async function notedOpenings(folder: string, nowMs: number): Promise<readonly Opening[]> {
  const openings: Opening[] = [];
  for (const { path, id, kind } of await filesOf(folder)) {
    if (!kind.endsWith('.opened')) continue;
    openings.push({ path, id, ...(noteOf(await readFile(path, 'utf8')) ?? { at: nowMs, by: 'unknown' }) });
  }
  return openings;
}

function noteOf(text: string): { at: number; by: string } | undefined {
  try {
    const note = checkNote(JSON.parse(text));
    return note.ok ? note.value : undefined;
  } catch {
    return undefined;
  }
}

interface Entry {
  readonly path: string;
  readonly id: string;
  readonly kind: string;
}

async function filesOf(folder: string): Promise<readonly Entry[]> {
  const names = await readdir(folder).catch(() => []);
  return names.sort().flatMap((name) => {
    const [, id = '', kind = ''] = FILE.exec(name) ?? [];
    return id === '' ? [] : [{ path: join(folder, name), id, kind }];
  });
}

async function headerOf(path: string): Promise<KeptRecording | undefined> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(RECORDING_HEADER_BYTES), 0, RECORDING_HEADER_BYTES, 0);
    const header = parseRecordingHeader(buffer.subarray(0, bytesRead));
    return header && { ...header, bytes: (await stat(path)).size };
  } finally {
    await handle.close();
  }
}
