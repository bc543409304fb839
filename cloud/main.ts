import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { HqSecrets } from '../platform/secrets.ts';
import { composeHq, type Hq } from './compose.ts';
import type { HqSettings } from './config/settings.ts';

/** Runs the headquarters process. Rejects with an error that says what to do, and then nothing of it is left running. */
export async function runHq(settings: HqSettings, secrets: HqSecrets): Promise<Hq> {
  await mkdir(join(settings.data, 'hq'), { recursive: true, mode: 0o700 });
  return composeHq({ settings, secrets });
}
