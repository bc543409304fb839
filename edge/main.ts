import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AislegateError } from '../contract/errors.ts';
import type { Site } from '../contract/site.ts';
import type { EdgeSecrets } from '../platform/secrets.ts';
import { composeEdge, type Edge } from './compose.ts';
import type { EdgeSettings } from './config/settings.ts';
import { parseSite } from './config/site.ts';

/** Runs the edge process. Rejects with an error that says what to do, and then nothing of it is left running. */
export async function runEdge(settings: EdgeSettings, secrets: EdgeSecrets): Promise<Edge> {
  const site = await readSite(settings.site);
  await mkdir(join(settings.data, 'edge'), { recursive: true, mode: 0o700 });
  return composeEdge({ settings, secrets, site });
}

async function readSite(path: string): Promise<Site> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw new AislegateError('CFG_FILE_MISSING', { path }, { cause });
    throw new AislegateError('CFG_FILE_UNREADABLE', { path, detail: (cause as Error).message }, { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AislegateError('CFG_INVALID', { detail: `${path} is not JSON: ${(cause as Error).message}` });
  }
  return parseSite(value);
}
