import type { NatsConnection } from '@nats-io/transport-node';
import type { DeviceSession } from '../../contract/http/edge-routes.ts';
import { type ShopNats, startShopNats } from './nats-websocket.ts';
import { contentSecurityPolicy, servePages } from './page-server.ts';

export interface ShopPage {
  readonly url: string;
  readonly nats: ShopNats;
  /** What the page said, in order. */
  readonly said: AsyncIterator<unknown>;
  /** Credentials that are given from now on are good for so long. */
  limitCredentials(ms: number): void;
  /** The edge knows the browser (as it does at first), or does not. */
  pair(paired: boolean): void;
  push(subject: string, message: unknown): void;
}

/** A device page with its shop around it: a NATS server and the edge's session route; the edge itself is the test. */
export async function openShop(folder: string, session: Omit<DeviceSession, 'nats'>, listenOn: string, speakOn: string): Promise<ShopPage> {
  const nats = await startShopNats(session.shop.id);
  let limitMs: number | undefined;
  let paired = true;
  const url = await servePages(folder, contentSecurityPolicy(nats.webSocketUrl), async ({ pathname }) => {
    if (pathname !== '/api/session') return undefined;
    if (!paired) return { status: 401, body: { code: 'API_UNAUTHORIZED', message: 'This needs a valid token.' } };
    const expiry = limitMs === undefined ? undefined : new Date(Date.now() + limitMs);
    const credential = await nats.credential(listenOn, speakOn, expiry);
    return { status: 200, body: { ...session, nats: { url: nats.webSocketUrl, ...credential } } satisfies DeviceSession };
  });
  return {
    url,
    nats,
    said: await listenTo(nats.edge, speakOn),
    limitCredentials: (ms) => {
      limitMs = ms;
    },
    pair: (now) => {
      paired = now;
    },
    push: (subject, message) => nats.edge.publish(subject, typeof message === 'string' ? message : JSON.stringify(message)),
  };
}

/** Heard from now on: the subscription stands at the server before this returns. */
async function listenTo(edge: NatsConnection, subject: string): Promise<AsyncIterator<unknown>> {
  const subscription = edge.subscribe(subject);
  await edge.flush();
  return (async function* () {
    for await (const message of subscription) yield message.json();
  })();
}
