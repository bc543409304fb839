import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AislegateError } from '../../contract/errors.ts';
import type { LinkTarget } from './links.ts';
import { sendMessage } from './message-page.ts';
import { wantsPage } from './refusal.ts';
import type { Sessions } from './session.ts';

export interface Page {
  /** Path that it stands under, with a slash at both ends. */
  readonly prefix: string;
  /** Folder of its built files. */
  readonly folder: string;
  /** Whose session opens it. */
  readonly role: LinkTarget;
}

/** What a page is built of holds nothing of the shop, and browsers fetch manifests and icons without cookies. */
const ASSET = /\.(?:js|css|svg|png|ico|webmanifest|woff2|mp3|wav|ogg|txt)$/u;
/** Vite puts the hash of the content into these names, so their content never changes. */
const HASHED = /\/assets\/[^/]+$/u;

/** Serves the built web apps to browsers that were paired by a link. */
export async function servePages(app: FastifyInstance, pages: readonly Page[], sessions: Sessions): Promise<void> {
  for (const { prefix, folder, role } of pages) {
    if (!existsSync(folder)) throw new AislegateError('CFG_FILE_MISSING', { path: folder });
    await app.register(async (scope) => {
      scope.addHook('onRequest', async (request, reply) => {
        const path = request.url.split('?', 1)[0] ?? '';
        if (path.startsWith('/api/')) throw new AislegateError('API_NOT_FOUND');
        if (!ASSET.test(path) && !sessions.of(request, { role })) return askForLink(request, reply);
        // `setHeaders` below has the word; a header set on the reply would outlive it.
        reply.removeHeader('cache-control');
      });
      await scope.register(fastifyStatic, {
        root: folder,
        // Without the slash at its end, so that people who leave it out are led on.
        prefix: prefix.length > 1 ? prefix.slice(0, -1) : prefix,
        redirect: prefix.length > 1,
        decorateReply: false,
        dotfiles: 'ignore',
        index: 'index.html',
        cacheControl: false,
        setHeaders: (response, path) => {
          response.setHeader('cache-control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
        },
      });
    });
  }
}

/**
 * A link opened from a mail or a chat leads here through a redirect that began at another site, so the browser holds the fresh
 * SameSite=Strict cookie back (draft-ietf-httpbis-rfc6265bis §5.2). One step made by our own page sends it along; if there is
 * no cookie after all, that second request is no cross-site one and gets the refusal.
 */
function askForLink(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (wantsPage(request) && request.headers['sec-fetch-site'] === 'cross-site') {
    return sendMessage(reply, { title: 'Opening …', text: 'One moment.', goTo: request.url });
  }
  throw new AislegateError('API_UNAUTHORIZED');
}
