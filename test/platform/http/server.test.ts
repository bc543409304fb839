import { connect } from 'node:net';
import Type from 'typebox';
import { describe, expect, it, vi } from 'vitest';
import { AislegateError } from '../../../contract/errors.ts';
import { route } from '../../../contract/http/route.ts';
import { asAdmin, asBrowser, enter, served } from '../../support/served.ts';

const session = route({
  method: 'GET',
  path: '/api/session',
  access: 'session',
  summary: 'Who am I?',
  query: Type.Object({
    role: Type.Optional(Type.String()),
    id: Type.Optional(Type.String()),
    limit: Type.Optional(Type.Integer({ maximum: 10, default: 5 })),
  }),
  response: Type.Object({ role: Type.String(), id: Type.String() }),
});
const note = route({
  method: 'POST',
  path: '/api/notes/:id',
  access: 'admin',
  summary: 'Takes a note.',
  params: Type.Object({ id: Type.Integer() }),
  body: { types: ['application/json'], schema: Type.Object({ text: Type.String({ maxLength: 5 }) }, { additionalProperties: false }) },
  response: Type.Object({ length: Type.Integer() }),
});
const file = route({
  method: 'POST',
  path: '/api/file',
  access: 'admin',
  summary: 'Takes a file.',
  body: { types: ['text/csv', 'application/json'], schema: Type.String() },
  response: Type.Object({ type: Type.String(), bytes: Type.Integer() }),
});
const failing = route({ method: 'GET', path: '/api/failing', access: 'open', summary: 'Fails.', response: Type.Object({}) });

async function servedWithRoutes(overrides: Parameters<typeof served>[0] = {}) {
  const all = await served(overrides);
  all.server.register(session, ({ session: who }) => ({ role: who?.role ?? 'admin', id: who?.id ?? '' }));
  all.server.register(note, ({ body, params }) => ({ length: body.text.length + params.id }));
  all.server.register(file, ({ body, mediaType }) => ({ type: mediaType, bytes: body.length }), { bodyLimitBytes: 1_000_000 });
  return all;
}

describe('who may come in', () => {
  it('a browser with a link becomes the screen that the link was made for', async () => {
    const { server } = await servedWithRoutes();
    const { cookie, location } = await enter(server, server.link({ target: 'screen', id: 'dairy' }));
    expect(location).toBe('/screen/?role=screen&id=dairy');
    const page = await server.inject({ url: location, headers: { ...asBrowser, cookie } });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('<title>screen</title>');
    expect((await server.inject({ url: '/api/session', headers: { cookie } })).json()).toEqual({ role: 'screen', id: 'dairy' });
  });

  it('a session cookie is out of reach of scripts and other sites', async () => {
    const { server } = await servedWithRoutes();
    const link = new URL(server.link({ target: 'screen', id: 'dairy' }));
    const response = await server.inject({ url: `${link.pathname}${link.search}` });
    expect(response.statusCode).toBe(303);
    expect(response.cookies).toMatchObject([{ httpOnly: true, sameSite: 'Strict', path: '/' }]);
    expect(response.cookies[0]).not.toHaveProperty('secure');
  });

  it('a link does not open twice, and says so in plain words', async () => {
    const { server } = await servedWithRoutes();
    const link = server.link({ target: 'screen', id: 'dairy' });
    await enter(server, link);
    const again = await server.inject({ url: new URL(link).pathname + new URL(link).search, headers: asBrowser });
    expect(again.statusCode).toBe(401);
    expect(again.headers['content-type']).toContain('text/html');
    expect(again.body).toContain('This link was used or is too old.');
    expect(again.body).toContain('aislegate links');
    expect(again.headers['set-cookie']).toBeUndefined();
  });

  it('a person without a session reads how to get one; a program gets the code', async () => {
    const { server } = await servedWithRoutes();
    const person = await server.inject({ url: '/screen/', headers: asBrowser });
    expect(person.statusCode).toBe(401);
    expect(person.body).toContain('aislegate links');
    const program = await server.inject({ url: '/api/session' });
    expect(program.statusCode).toBe(401);
    expect(program.json()).toMatchObject({ code: 'API_UNAUTHORIZED' });
  });

  it('many screens are open in one browser, each as itself', async () => {
    const { server, clock } = await servedWithRoutes();
    const dairy = await enter(server, server.link({ target: 'screen', id: 'dairy' }));
    await clock.advance(1000);
    const bakery = await enter(server, server.link({ target: 'screen', id: 'bakery' }));
    const cookie = `${dairy.cookie}; ${bakery.cookie}`;
    const ask = async (query: string) => (await server.inject({ url: `/api/session${query}`, headers: { cookie } })).json();
    expect(await ask('?role=screen&id=dairy')).toEqual({ role: 'screen', id: 'dairy' });
    expect(await ask('?role=screen&id=bakery')).toEqual({ role: 'screen', id: 'bakery' });
    expect(await ask('')).toEqual({ role: 'screen', id: 'bakery' });
    expect(await ask('?role=staff&id=dairy')).toMatchObject({ code: 'API_FORBIDDEN' });
  });

  it('a cookie that was tampered with, or is too old, opens nothing', async () => {
    const { server, clock } = await servedWithRoutes();
    const { cookie } = await enter(server, server.link({ target: 'screen', id: 'dairy' }));
    const [name = '', value = ''] = cookie.split('=');
    const forged = `${name}=${Buffer.from('{"role":"screen","id":"bakery","issuedAt":1790000000000}').toString('base64url')}.${value.split('.')[1]}`;
    expect((await server.inject({ url: '/api/session', headers: { cookie: forged } })).statusCode).toBe(401);
    expect((await server.inject({ url: '/api/session', headers: { cookie: `${name}=x` } })).statusCode).toBe(401);
    await clock.advance(401 * 86_400_000);
    expect((await server.inject({ url: '/api/session', headers: { cookie } })).statusCode).toBe(401);
  });

  it('there is no link to a screen that is not in the shop', async () => {
    const { server } = await servedWithRoutes();
    expect(() => server.link({ target: 'screen', id: 'cellar' })).toThrow(AislegateError);
    const response = await server.inject({
      method: 'POST',
      url: '/api/links',
      headers: asAdmin,
      payload: { target: 'staff', id: 'dairy' },
    });
    expect(response.statusCode).toBe(404);
  });

  it('the admin token gets links and whatever a session gets; a screen does not get the admin routes', async () => {
    const { server } = await servedWithRoutes();
    const made = await server.inject({ method: 'POST', url: '/api/links', headers: asAdmin, payload: { target: 'screen', id: 'dairy' } });
    const { cookie } = await enter(server, made.json<{ url: string }>().url);
    expect((await server.inject({ url: '/api/session', headers: asAdmin })).json()).toEqual({ role: 'admin', id: '' });
    const refused = await server.inject({ method: 'POST', url: '/api/notes/1', headers: { cookie }, payload: { text: 'hi' } });
    expect(refused.statusCode).toBe(403);
    expect(refused.json()).toMatchObject({ code: 'API_FORBIDDEN' });
  });

  it('a wrong admin token is refused, and after many of them the address has to wait', async () => {
    const { server } = await servedWithRoutes();
    const wrong = { authorization: 'Bearer wrong' };
    const statuses: number[] = [];
    for (let n = 0; n < 14; n++) statuses.push((await server.inject({ url: '/api/session', headers: wrong })).statusCode);
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401));
    expect(statuses.slice(-2)).toEqual([429, 429]);
    const right = await server.inject({ url: '/api/session', headers: asAdmin });
    expect(right.json()).toMatchObject({ code: 'API_TOO_MANY' });
    const inAMinute = performance.now() + 61_000;
    vi.useFakeTimers({ toFake: ['performance'] });
    vi.advanceTimersByTime(inAMinute);
    const later = await server.inject({ url: '/api/session', headers: asAdmin });
    vi.useRealTimers();
    expect(later.statusCode).toBe(200);
  });

  it('nobody tries links without end', async () => {
    const { server } = await servedWithRoutes();
    let response = await server.inject({ url: '/enter?token=x' });
    for (let n = 0; n < 30; n++) response = await server.inject({ url: '/enter?token=x' });
    expect(response.statusCode).toBe(429);
    expect(response.headers['retry-after']).toBeDefined();
    expect(response.json()).toMatchObject({
      code: 'API_TOO_MANY',
      message: expect.stringMatching(/^Too many requests\. Try again in \d+ s\.$/u),
    });
  });

  it('a link from a mail works: the page takes one step of its own when the browser held the cookie back', async () => {
    const { server } = await servedWithRoutes();
    const crossSite = { ...asBrowser, 'sec-fetch-site': 'cross-site' };
    const held = await server.inject({ url: '/screen/?role=screen&id=dairy', headers: crossSite });
    expect(held.statusCode).toBe(200);
    expect(held.body).toContain('content="0;url=/screen/?role=screen&amp;id=dairy"');
    const own = await server.inject({ url: '/screen/?role=screen&id=dairy', headers: { ...asBrowser, 'sec-fetch-site': 'same-origin' } });
    expect(own.statusCode).toBe(401);
  });
});

describe('what may be asked', () => {
  it('queries and parameters are read by their schemas', async () => {
    const { server } = await servedWithRoutes();
    const wrong = await server.inject({ url: '/api/session?limit=11', headers: asAdmin });
    expect(wrong.statusCode).toBe(400);
    expect(wrong.json()).toEqual({ code: 'API_INVALID', message: 'The request is wrong: query /limit must be <= 10' });
    const right = await server.inject({ method: 'POST', url: '/api/notes/7', headers: asAdmin, payload: { text: 'abc' } });
    expect(right.json()).toEqual({ length: 10 });
  });

  it.each([
    ['a value of the wrong shape', { 'content-type': 'application/json' }, '{"text":"secret-value"}', 400],
    ['a field nobody knows', { 'content-type': 'application/json' }, '{"text":"a","more":"secret-value"}', 400],
    ['half a document', { 'content-type': 'application/json' }, '{"text":"secret-value', 400],
    ['nothing', { 'content-type': 'application/json' }, '', 400],
    ['prototype pollution', { 'content-type': 'application/json' }, '{"text":"a","__proto__":{"secret-value":1}}', 400],
    ['another media type', { 'content-type': 'text/plain' }, 'secret-value', 400],
    ['too much', { 'content-type': 'application/json' }, JSON.stringify({ text: 'secret-value'.repeat(10_000) }), 413],
  ])('%s is refused with a code, and never quoted', async (_what, headers, payload, status) => {
    const { server, telemetry } = await servedWithRoutes();
    const response = await server.inject({ method: 'POST', url: '/api/notes/1', headers: { ...asAdmin, ...headers }, payload });
    expect(response.statusCode).toBe(status);
    expect(response.json()).toEqual({ code: expect.stringMatching(/^API_/u), message: expect.any(String) });
    expect(response.body).not.toContain('secret-value');
    expect(JSON.stringify(telemetry.logged)).not.toContain('secret-value');
  });

  it('a file route takes its media types as they came, up to its own limit', async () => {
    const { server } = await servedWithRoutes();
    const send = (type: string, payload: string) =>
      server.inject({ method: 'POST', url: '/api/file', headers: { ...asAdmin, 'content-type': type }, payload });
    expect((await send('text/csv; charset=utf-8', 'a,b\n'.repeat(50_000))).json()).toEqual({ type: 'text/csv', bytes: 200_000 });
    expect((await send('application/json', '[1]')).json()).toEqual({ type: 'application/json', bytes: 3 });
    expect((await send('text/csv', 'x'.repeat(1_000_001))).json()).toMatchObject({
      code: 'API_TOO_LARGE',
      message: expect.stringContaining('1000000'),
    });
    expect((await send('image/png', 'x')).statusCode).toBe(400);
  });

  it('an address that is too long, or cannot be decoded, is refused', async () => {
    const { server } = await servedWithRoutes();
    expect((await server.inject({ url: `/healthz?x=${'y'.repeat(3000)}` })).json()).toMatchObject({ code: 'API_INVALID' });
    const undecodable = await server.inject({ url: '/api/%ff%fe', headers: { host: '127.0.0.1' } });
    expect(undecodable.json()).toEqual({ code: 'API_NOT_FOUND', message: 'There is nothing here.' });
    expect((await server.inject({ method: 'POST', url: `/api/notes/${'9'.repeat(200)}`, headers: asAdmin, payload: {} })).statusCode).toBe(
      404,
    );
  });

  it('another site cannot speak through a visitor: foreign names and origins are refused', async () => {
    const { server } = await servedWithRoutes();
    const post = (headers: Record<string, string>) =>
      server.inject({ method: 'POST', url: '/api/notes/1', headers: { ...asAdmin, ...headers }, payload: { text: 'a' } });
    expect((await server.inject({ url: '/healthz', headers: { host: 'rebound.example' } })).json()).toMatchObject({ code: 'API_FOREIGN' });
    expect((await server.inject({ url: '/healthz', headers: { host: 'localhost:18080' } })).statusCode).toBe(200);
    expect((await server.inject({ url: '/healthz', headers: { host: '[::1]:18080' } })).statusCode).toBe(200);
    expect((await post({ origin: 'https://evil.example' })).statusCode).toBe(403);
    expect((await post({ origin: 'null' })).statusCode).toBe(403);
    expect((await post({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    expect((await post({ host: '127.0.0.1:18080', origin: 'http://127.0.0.1:18080' })).statusCode).toBe(200);
  });
});

describe('what is answered', () => {
  it('every answer carries the strict headers, refusals too', async () => {
    const { server } = await servedWithRoutes({ connectTo: ['ws://127.0.0.1:14280'] });
    for (const url of ['/healthz', '/nowhere', '/screen/assets/main-1a2b3c.js']) {
      const { headers } = await server.inject({ url });
      expect(headers['content-security-policy']).toBe(
        "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self' ws://127.0.0.1:14280; img-src 'self' data:; " +
          "style-src 'self'; font-src 'self'; media-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      );
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['strict-transport-security']).toBeUndefined();
    }
  });

  it('documents are never kept by the browser, hashed assets always', async () => {
    const { server } = await servedWithRoutes();
    const { cookie } = await enter(server, server.link({ target: 'screen', id: 'dairy' }));
    expect((await server.inject({ url: '/screen/', headers: { cookie } })).headers['cache-control']).toBe('no-cache');
    expect((await server.inject({ url: '/screen/assets/main-1a2b3c.js' })).headers['cache-control']).toContain('immutable');
    expect((await server.inject({ url: '/api/session', headers: { cookie } })).headers['cache-control']).toBe('no-store');
  });

  it('only the built files are served', async () => {
    const { server } = await servedWithRoutes();
    const { cookie } = await enter(server, server.link({ target: 'screen', id: 'dairy' }));
    for (const url of ['/screen/.hidden', '/screen/../package.json', '/screen/%2e%2e/%2e%2e/etc/passwd', '/screen/assets/none.js']) {
      const response = await server.inject({ url, headers: { cookie } });
      expect(response.statusCode, url).toBe(404);
      expect(response.json()).toMatchObject({ code: 'API_NOT_FOUND' });
    }
    expect((await server.inject({ url: '/screen/manifest.webmanifest' })).statusCode).toBe(200);
    expect((await server.inject({ url: '/screen', headers: { cookie } })).headers['location']).toBe('/screen/');
  });

  it('what fails inside leaves only a reference, under which the log says more', async () => {
    const { server, telemetry } = await servedWithRoutes();
    server.register(failing, () => {
      throw new Error('the card 9001234 broke it');
    });
    const response = await server.inject({ url: '/api/failing' });
    const body = response.json<{ code: string; message: string; reference: string }>();
    expect(response.statusCode).toBe(500);
    expect(body.code).toBe('INTERNAL');
    expect(body.message).toContain(body.reference);
    expect(response.body).not.toContain('9001234');
    expect(telemetry.logged).toMatchObject([
      { level: 'error', what: 'INTERNAL', fields: { reference: body.reference, route: '/api/failing' } },
    ]);
  });

  it('a known failure inside keeps its code, not its detail', async () => {
    const { server, telemetry } = await servedWithRoutes();
    server.register(failing, () => {
      throw new AislegateError('HQ_DATABASE', { detail: 'relation "members" holds 9001234' });
    });
    const response = await server.inject({ url: '/api/failing' });
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ code: 'HQ_DATABASE', reference: expect.any(String) });
    expect(response.body).not.toContain('9001234');
    expect(telemetry.logged[0]?.cause).toBeInstanceOf(AislegateError);
  });

  it('health, readiness and metrics are told', async () => {
    const checks = { nats: true, mqtt: true };
    const { server, telemetry } = await servedWithRoutes({ readiness: () => checks });
    expect((await server.inject({ url: '/healthz' })).json()).toEqual({ status: 'ok' });
    expect((await server.inject({ url: '/readyz' })).json()).toEqual({ ready: true, checks: { nats: true, mqtt: true } });
    checks.mqtt = false;
    const unready = await server.inject({ url: '/readyz' });
    expect(unready.statusCode).toBe(503);
    expect(unready.json()).toEqual({ ready: false, checks: { nats: true, mqtt: false } });
    const metrics = await server.inject({ url: '/metrics' });
    expect(metrics.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(metrics.body).toContain('aislegate_http_requests_total{route="/readyz",status="503"} 1');
    expect(telemetry.value('aislegate_http_requests_total', { route: '/healthz', status: '200' })).toBe(1);
  });
});

describe('listening', () => {
  it('answers on the port it was given, and its links lead there', async () => {
    const { server } = await servedWithRoutes();
    await server.listen();
    expect(server.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u);
    expect(server.link({ target: 'screen', id: 'dairy' })).toContain(`${server.url()}/enter?token=`);
    const response = await fetch(`${server.url()}/healthz`);
    expect(await response.json()).toEqual({ status: 'ok' });
  });

  it('names the setting that moves a port in use', async () => {
    const { server } = await servedWithRoutes();
    await server.listen();
    const port = Number(new URL(server.url()).port);
    const second = await served({ port });
    await expect(second.server.listen()).rejects.toMatchObject({ code: 'CFG_PORT_IN_USE', context: { port, setting: 'AISLEGATE_PORT' } });
  });

  it('bytes that are no HTTP get one answer and the end of the connection', async () => {
    const { server } = await servedWithRoutes();
    await server.listen();
    const socket = connect(Number(new URL(server.url()).port), '127.0.0.1');
    socket.end('NONSENSE secret-value\r\n\r\n');
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /u);
    expect(answer).toContain('"code":"API_INVALID"');
    expect(answer).not.toContain('secret-value');
  });

  it('a stranger who sends on after the refusal is cut off', async () => {
    const { server } = await servedWithRoutes();
    await server.listen();
    const socket = connect(Number(new URL(server.url()).port), '127.0.0.1');
    const ended = new Promise<void>((resolve) => socket.on('error', () => {}).on('close', resolve));
    socket.write('POST /api/links HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    const chunk = `400\r\n${'a'.repeat(1024)}\r\n`;
    const talk = (): void => {
      if (!socket.destroyed) socket.write(chunk, () => setImmediate(talk));
    };
    talk();
    await ended;
    expect(answer).toMatch(/^HTTP\/1\.1 401 /u);
  });

  it('a stranger who ends is answered again on the same connection', async () => {
    const { server } = await servedWithRoutes();
    await server.listen();
    const socket = connect(Number(new URL(server.url()).port), '127.0.0.1');
    const ask = 'POST /api/links HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n';
    socket.write(`${ask}\r\n{}`);
    socket.end(`${ask}Connection: close\r\n\r\n{}`);
    let answers = '';
    for await (const chunk of socket) answers += String(chunk);
    expect(answers.match(/HTTP\/1\.1 401 /gu)).toHaveLength(2);
  });

  it('does not open up to other machines in clear text', async () => {
    await expect(served({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'CFG_TLS_REQUIRED', context: { setting: 'AISLEGATE_HOST' } });
  });

  it('says which page was not built, and which certificate is missing', async () => {
    const pages = [{ prefix: '/screen/', folder: '/nonexistent/web/screen', role: 'screen' as const }];
    await expect(served({ pages })).rejects.toMatchObject({ code: 'CFG_FILE_MISSING' });
    await expect(served({ tls: { certFile: '/nonexistent/cert.pem', keyFile: '/nonexistent/key.pem' } })).rejects.toMatchObject({
      code: 'CFG_FILE_MISSING',
    });
  });
});
