import { connect } from 'node:net';
import { join } from 'node:path';
import { call } from '../api.ts';
import type { ChildPlan } from './child.ts';
import type { RunFiles } from './files.ts';
import { reachable, type UpSettings } from './listeners.ts';

/** The embedded PostgreSQL takes 5 s for its first opening on a desk and a minute on a small computer. */
const READY_WITHIN_MS = { server: 20_000, process: 120_000 } as const;

/** The children, in the order in which they start. */
export function childPlans(settings: UpSettings, files: RunFiles, natsServer: string, root: string): ChildPlan[] {
  const { servers, edge, hq } = settings;
  const main = join(root, 'dist', 'cli', 'main.js');
  const server = (title: string, name: string, config: string, ports: readonly number[], host: string): ChildPlan => ({
    title,
    name,
    start: { file: natsServer, args: ['-c', config] },
    isReady: async () => (await Promise.all(ports.map((port) => accepts(reachable(host), port)))).every(Boolean),
    readyWithinMs: READY_WITHIN_MS.server,
  });
  const ours = (title: string, name: 'edge' | 'hq', config: string, url: string, caFile: string | undefined): ChildPlan => ({
    title,
    name,
    start: { node: main, args: [name, '--config', config] },
    isReady: () => answers(url, caFile),
    readyWithinMs: READY_WITHIN_MS.process,
  });
  return [
    server("headquarters' NATS server", 'hq-nats', files.hqNats, [servers.hq.port, servers.hq.leafPort], servers.hq.host),
    server("the shop's NATS server", 'shop-nats', files.shopNats, [servers.shop.port, servers.shop.webSocketPort], servers.shop.host),
    ours('headquarters', 'hq', files.hq, localUrl(hq.http), hq.http.tls?.certFile),
    ours('the shop', 'edge', files.edge, localUrl(edge.http), edge.http.tls?.certFile),
  ];
}

/** A process of this machine, as this machine reaches it. */
export function localUrl({ host, port, tls }: { host: string; port: number; tls?: unknown }): string {
  const here = reachable(host);
  return `${tls ? 'https' : 'http'}://${here.includes(':') ? `[${here}]` : here}:${port}`;
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const done = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}

async function answers(url: string, caFile: string | undefined): Promise<boolean> {
  try {
    return (await call({ url, token: '', caFile }, { method: 'GET', path: '/readyz', timeoutMs: 2000 })).status === 200;
  } catch {
    return false;
  }
}
