import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

const STYLE =
  'body{font:1.125rem/1.5 system-ui,sans-serif;max-width:36rem;margin:20vh auto 0;padding:0 1.5rem;color:#1c1917;background:#fafaf9}' +
  'h1{font-size:1.5rem;line-height:1.25}@media(prefers-color-scheme:dark){body{color:#f5f5f4;background:#1c1917}}';
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
/** Stands alone: no script, no link, no picture; the one style is named by its hash. */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export interface Message {
  readonly title: string;
  readonly text: string;
  /** Where the browser goes on by itself. */
  readonly goTo?: string;
}

/** Answers a person's browser with a plain sentence instead of JSON. */
export function sendMessage(reply: FastifyReply, { title, text, goTo }: Message): FastifyReply {
  const refresh = goTo === undefined ? '' : `<meta http-equiv="refresh" content="0;url=${escaped(goTo)}">`;
  return reply
    .header('content-security-policy', POLICY)
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">${refresh}` +
        `<title>${escaped(title)}</title><style>${STYLE}</style></head><body><h1>${escaped(title)}</h1><p>${escaped(text)}</p></body></html>\n`,
    );
}
