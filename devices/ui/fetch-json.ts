import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { AislegateError, isErrorCode } from '../../contract/errors.ts';
import { ErrorReply } from '../../contract/http/route.ts';

export interface Fetched<T> {
  value: T;
  /** How far the server's clock is ahead of this machine's, from the Date header (RFC 9110 §6.6.1, whole seconds). */
  serverAheadMs: number;
}

/** Asks our own server. Checks the answer by its schema without compiling it: the content security policy forbids eval. */
export async function fetchJson<S extends TSchema>(path: string, schema: S, signal?: AbortSignal): Promise<Fetched<Static<S>>> {
  const response = await reach(path, signal);
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw refusal(response.status, body);
  if (!Check(schema, body)) throw new AislegateError('WEB_UNEXPECTED_REPLY', { status: response.status });
  const date = Date.parse(response.headers.get('date') ?? '');
  return { value: body, serverAheadMs: Number.isNaN(date) ? 0 : date - Date.now() };
}

async function reach(path: string, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch(path, { headers: { accept: 'application/json' }, cache: 'no-store', ...(signal ? { signal } : {}) });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new AislegateError('WEB_UNREACHABLE', {}, { cause });
  }
}

/** The server's own words where it has some: it knows what the table's text leaves open. */
function refusal(status: number, body: unknown): AislegateError {
  if (!Check(ErrorReply, body) || !isErrorCode(body.code)) {
    return new AislegateError(status === 401 ? 'API_UNAUTHORIZED' : 'WEB_UNEXPECTED_REPLY', { status });
  }
  const error = new AislegateError(body.code);
  error.message = body.message;
  return error;
}
