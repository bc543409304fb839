import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { onTestFinished } from 'vitest';

/** What the product sends with its pages; `connect-src` also names the shop's NATS. */
export const contentSecurityPolicy = (webSocketUrl = ''): string =>
  `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' ${webSocketUrl}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const MEDIA_TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

export interface ApiReply {
  status: number;
  body: unknown;
}

/** Answers the requests of the API, and leaves those for files. */
export type Api = (url: URL) => Promise<ApiReply | undefined>;

/** Serves a built web app under /app/ with the strict policy, and a made-up API beside it. */
export async function servePages(folder: string, policy: string, api: Api): Promise<string> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://page');
    const reply = await api(url);
    response.setHeader('content-security-policy', policy);
    if (reply) {
      response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
      return;
    }
    const path = url.pathname.endsWith('/') ? `${url.pathname}index.html` : url.pathname;
    const file = await readFile(join(folder, normalize(path.replace(/^\/app\//u, '/')))).catch(() => undefined);
    if (!file) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': MEDIA_TYPES[extname(path)] ?? 'application/octet-stream' }).end(file);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/app/`;
}
