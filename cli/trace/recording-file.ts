import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { AislegateError } from '../../contract/errors.ts';
import { openRecording, parseRecordingHeader, RECORDING_HEADER_BYTES, type RecordingHeader } from '../../contract/recording.ts';
import { noteOpening, readKey } from '../../edge/adapters/recording/vault.ts';
import { accountName } from '../account.ts';
import { noteLine } from '../command.ts';

/** Where an installation keeps its recordings and their keys. */
export const recordingsFolder = (data: string): string => join(data, 'edge', 'recordings');

/** The header of a file where it is a recording. */
export async function recordingAt(path: string): Promise<RecordingHeader | undefined> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return undefined;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(RECORDING_HEADER_BYTES), 0, RECORDING_HEADER_BYTES, 0);
    return parseRecordingHeader(buffer.subarray(0, bytesRead));
  } catch {
    // Not a file that can be read from its beginning, such as a folder or a pipe.
    return undefined;
  } finally {
    await file.close();
  }
}

/** The lines of a recording, with the key that the data folder still has; word of the opening is left there for the edge's account. */
export async function recordedLines(path: string, { id }: RecordingHeader, data: string): Promise<() => AsyncGenerator<string>> {
  const folder = recordingsFolder(data);
  const key = await readKey(folder, id);
  if (!key) throw new AislegateError('REC_KEY_GONE', { path: folder });
  await noteOpening(folder, { id, at: Date.now(), by: accountName(), name: randomBytes(8).toString('hex') });
  let told = false;
  return async function* lines() {
    let whole = false;
    for await (const part of openRecording(key, createReadStream(path))) {
      if ('line' in part) yield part.line;
      else {
        whole = true;
        const { dropped } = part.end;
        if (dropped > 0 && !told) noteLine(`${path} lacks ${dropped} messages: they came faster than the disk of the shop took them.`);
      }
    }
    if (!whole && !told) noteLine(`${path} was cut off, as by a power cut or a copy that was not complete; this is what there is of it.`);
    told = true;
  };
}
