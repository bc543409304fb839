import type { ImportKind, ImportReply } from '../contract/http/hq-routes.ts';
import { type Api, call, refusal } from './api.ts';

export interface ImportRequest {
  readonly kind: ImportKind;
  readonly type: 'text/csv' | 'application/json';
  readonly content: string;
  /** For one shop; for all when undefined. */
  readonly shop: string | undefined;
}

const TIMEOUT_MS = 600_000;

/** Hands rows to headquarters, all or none. A reply with rejected rows means none. */
export async function importRows(hq: Api, { kind, type, content, shop }: ImportRequest): Promise<ImportReply> {
  const { status, body } = await call(hq, {
    method: 'POST',
    path: `/api/import/${kind}`,
    query: { shop },
    body: { type, content },
    timeoutMs: TIMEOUT_MS,
  });
  if (isReply(body)) return body;
  throw refusal(status, body);
}

function isReply(body: unknown): body is ImportReply {
  return typeof body === 'object' && body !== null && 'imported' in body && 'rejected' in body;
}
