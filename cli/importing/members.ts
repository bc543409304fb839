import { setTimeout as wait } from 'node:timers/promises';
import { AislegateError } from '../../contract/errors.ts';
import type { ImportReply, ImportState, PartReply, RowError } from '../../contract/http/hq-routes.ts';
import { type Api, ask } from '../api.ts';
import { csvParts, jsonParts, type Texts } from './parts.ts';

export interface MembersFile {
  readonly type: 'text/csv' | 'application/json';
  readonly texts: Texts;
  /** For one shop; for all when undefined. */
  readonly shop: string | undefined;
}

/** How far it is: rows handed over, then members stored. */
export interface ImportSteps {
  read(rows: number): void;
  stored(members: number, rows: number): void;
}

const PART_TIMEOUT_MS = 120_000;
const ASK_AGAIN_MS = 300;
const ENOUGH_ERRORS = 1000;

/** Hands members to headquarters part by part, however many they are: all are stored, or none. A reply with rejected rows means none. */
export async function importMembers(hq: Api, { type, texts, shop }: MembersFile, steps: ImportSteps): Promise<ImportReply> {
  const { id } = await ask<ImportState>(hq, { method: 'POST', path: '/api/imports', query: { shop } });
  const path = `/api/imports/${id}`;
  try {
    const rejected: RowError[] = [];
    let part = 0;
    let rows = 0;
    for await (const content of type === 'text/csv' ? csvParts(texts) : jsonParts(texts)) {
      part += 1;
      const reply = await ask<PartReply>(hq, {
        method: 'POST',
        path: `${path}/parts/${part}`,
        body: { type, content },
        timeoutMs: PART_TIMEOUT_MS,
      });
      rows += reply.rows;
      rejected.push(...reply.rejected);
      steps.read(rows);
      if (rejected.length >= ENOUGH_ERRORS) break;
    }
    if (rejected.length > 0) return { imported: 0, rejected };
    return await stored(hq, path, steps);
  } finally {
    // Where headquarters is gone, so is the import.
    await ask(hq, { method: 'DELETE', path }).catch(() => undefined);
  }
}

async function stored(hq: Api, path: string, steps: ImportSteps): Promise<ImportReply> {
  let state = await ask<ImportState>(hq, { method: 'POST', path: `${path}/commit` });
  while (state.state === 'storing') {
    await wait(ASK_AGAIN_MS);
    state = await ask<ImportState>(hq, { method: 'GET', path });
    steps.stored(state.stored, state.rows);
  }
  if (state.reply) return state.reply;
  throw new AislegateError('CLI_REFUSED', { detail: state.failure?.message ?? 'headquarters does not say why' });
}
