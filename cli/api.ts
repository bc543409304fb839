import { readFileSync } from 'node:fs';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { ACTOR_HEADER } from '../contract/audit.ts';
import { AislegateError } from '../contract/errors.ts';
import { accountName } from './account.ts';
import { writeStream } from './files.ts';

/** A running process, as a client reaches it. */
export interface Api {
  /** As in `http://127.0.0.1:18090`. */
  readonly url: string;
  readonly token: string;
  /** Our own certificate, or the authority that signed it. The name in it may be another than the address that we use on this machine. */
  readonly caFile?: string | undefined;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: { readonly type: string; readonly content: string };
  readonly timeoutMs?: number;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const TIMEOUT_MS = 10_000;

/** One call. Whatever the status, what was answered; CLI_NOT_RUNNING where nobody answers. */
export async function call(api: Api, what: Call): Promise<Answer> {
  const response = await responseTo(api, what);
  const body = await text(response).catch((cause: unknown) => {
    throw new AislegateError('CLI_NOT_RUNNING', { url: api.url }, { cause });
  });
  return { status: response.statusCode ?? 0, body: parsed(body) };
}

/** One call whose answer is a file; CLI_REFUSED with what the process says where it gives none. */
export async function download(api: Api, what: Call, path: string): Promise<void> {
  const response = await responseTo(api, what);
  const status = response.statusCode ?? 0;
  if (status !== 200) throw refusal(status, parsed(await text(response)));
  await writeStream(path, response);
}

function responseTo(api: Api, { method, path, query = {}, body, timeoutMs = TIMEOUT_MS }: Call): Promise<IncomingMessage> {
  const url = new URL(path, api.url);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  const secure = url.protocol === 'https:';
  const options = {
    method,
    timeout: timeoutMs,
    headers: {
      authorization: `Bearer ${api.token}`,
      [ACTOR_HEADER]: accountName(),
      ...(body && { 'content-type': body.type, 'content-length': Buffer.byteLength(body.content) }),
    },
    ...(secure && api.caFile && { ca: readFileSync(api.caFile), checkServerIdentity: () => undefined }),
  };
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(new AislegateError('CLI_NOT_RUNNING', { url: api.url }, { cause: error }));
    const request = (secure ? requestHttps : requestHttp)(url, options, resolve);
    request.on('error', fail);
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.end(body?.content);
  });
}

/** One call that must succeed; otherwise CLI_REFUSED with what the process says. */
export async function ask<T>(api: Api, what: Call): Promise<T> {
  const { status, body } = await call(api, what);
  if (status >= 200 && status < 300) return body as T;
  throw refusal(status, body);
}

export function refusal(status: number, body: unknown): AislegateError {
  const message = typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : `the answer was ${status}`;
  return new AislegateError('CLI_REFUSED', { detail: message });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
