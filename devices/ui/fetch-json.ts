import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { AislegateError, isErrorCode } from '../../contract/errors.ts';
import { ErrorReply, type Route } from '../../contract/http/route.ts';

export interface Fetched<T> {
  value: T;
  /** How far the server's clock is ahead of this machine's, from the Date header (RFC 9110 §6.6.1, whole seconds). */
  serverAheadMs: number;
}

/** Asks our own server. Checks the answer by its schema without compiling it: the content security policy forbids eval. */
export async function fetchJson<S extends TSchema>(path: string, schema: S, signal?: AbortSignal): Promise<Fetched<Static<S>>> {
  return read(await reach(path, signal ? { signal } : {}), schema, []);
}

/** Asks our own server to change something, by a route at one of its addresses. */
export async function sendJson<S extends TSchema>(
  path: string,
  { method, response, alsoStatuses = [] }: Pick<Route, 'method' | 'alsoStatuses'> & { readonly response: S },
  body?: object,
): Promise<Fetched<Static<S>>> {
  const sent = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return read(await reach(path, { method, ...sent }), response, alsoStatuses);
}

async function read<S extends TSchema>(response: Response, schema: S, alsoStatuses: readonly number[]): Promise<Fetched<Static<S>>> {
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok && !alsoStatuses.includes(response.status)) throw refusal(response.status, body);
  if (!Check(schema, body)) throw new AislegateError('WEB_UNEXPECTED_REPLY', { status: response.status });
  const date = Date.parse(response.headers.get('date') ?? '');
  return { value: body, serverAheadMs: Number.isNaN(date) ? 0 : date - Date.now() };
}

async function reach(path: string, { headers, ...request }: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { headers: { accept: 'application/json', ...headers }, cache: 'no-store', ...request });
  } catch (cause) {
    if (request.signal?.aborted) throw cause;
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
