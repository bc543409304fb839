import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EdgeSecrets } from '../platform/secrets.ts';
import { composeEdge, type Edge } from './compose.ts';
import type { EdgeSettings } from './config/settings.ts';

/** Runs the edge process. Rejects with an error that says what to do, and then nothing of it is left running. */
export async function runEdge(settings: EdgeSettings, secrets: EdgeSecrets): Promise<Edge> {
  await mkdir(join(settings.data, 'edge'), { recursive: true, mode: 0o700 });
  return composeEdge({ settings, secrets });
}
