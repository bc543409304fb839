import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { VirtualClock } from '../../edge/adapters/memory/clock.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from '../../platform/http/server.ts';
import { fakeAuditLog } from '../fakes/audit-log.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';
import { tempFolder } from './temp-folder.ts';

export const ADMIN_TOKEN = 'an-admin-token-for-tests';
export const asAdmin = { authorization: `Bearer ${ADMIN_TOKEN}` };
export const asBrowser = { accept: 'text/html,application/xhtml+xml' };

/** What any server of ours needs, on loopback, with time and chance in the test's hand. */
export function serverBasics() {
  const clock = new VirtualClock(Date.UTC(2026, 10, 22, 9));
  const telemetry = new FakeTelemetry();
  return {
    clock,
    telemetry,
    options: {
      host: '127.0.0.1',
      port: 0,
      settings: { host: 'AISLEGATE_HOST', port: 'AISLEGATE_PORT', tls: 'AISLEGATE_TLS_CERT' },
      adminToken: ADMIN_TOKEN,
      cookieSecret: 'a-cookie-secret-that-is-long-enough',
      clock,
      telemetry,
      random: seededRandom(),
      audit: fakeAuditLog(),
      readiness: (): Record<string, boolean> => ({}),
    },
  };
}

/** A built page: its document, a hashed script and a manifest. */
export function builtPage(name: string): string {
  const folder = join(tempFolder(), name);
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), `<!doctype html><title>${name}</title>`);
  writeFileSync(join(folder, 'assets', 'main-1a2b3c.js'), 'export {};\n');
  writeFileSync(join(folder, 'manifest.webmanifest'), '{}');
  writeFileSync(join(folder, '.hidden'), 'not to be served');
  return folder;
}

export async function served(overrides: Partial<HttpServerOptions> = {}): Promise<{
  server: HttpServer;
  clock: VirtualClock;
  telemetry: FakeTelemetry;
}> {
  const { clock, telemetry, options } = serverBasics();
  const server = await createHttpServer({
    ...options,
    pages: [{ prefix: '/screen/', folder: builtPage('screen'), role: 'screen' }],
    linkPages: { screen: { path: '/screen/', exists: (id) => ['dairy', 'bakery'].includes(id) } },
    ...overrides,
  });
  onTestFinished(() => server.close());
  return { server, clock, telemetry };
}

/** Opens a one-time link as a browser would; the cookie header for what follows. */
export async function enter(server: HttpServer, link: string): Promise<{ cookie: string; location: string }> {
  const { pathname, search } = new URL(link);
  const response = await server.inject({ method: 'GET', url: `${pathname}${search}`, headers: asBrowser });
  const cookie = response.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ');
  return { cookie, location: String(response.headers['location']) };
}
