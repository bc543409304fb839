import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Decoder } from '../../../../contract/decoder.ts';
import { loadDecoders } from '../../../../devices/catalogue.ts';
import { type IntakeOptions, registerIntake } from '../../../../edge/adapters/http/intake.ts';
import type { RawMessage } from '../../../../edge/domain/message.ts';
import { createHttpServer } from '../../../../platform/http/server.ts';
import { serverBasics } from '../../../support/served.ts';
import { SITE, World } from '../../../support/virtual-shop.ts';

const TOKEN = 'a-made-up-intake-token';
const SECRET = 'made-up-meraki-secret';
const MIST_SECRET = 'made-up-mist-secret';
const MIB = 1_048_576;
const AP = 'a8469d000063';
const decoders = await loadDecoders();

const bearer = { authorization: `Bearer ${TOKEN}` };
const meraki = (more: object = {}): string =>
  JSON.stringify({
    version: '3.0',
    secret: SECRET,
    type: 'WiFi',
    data: {
      observations: [
        { locations: [], clientMac: '34:7e:5c:00:00:01', latestRecord: { nearestApMac: AP, nearestApRssi: -60 } },
        { locations: [], clientMac: 'not an address' },
      ],
    },
    ...more,
  });
const report = (beacon = 'ibeacon:426c7565-4368-6172-6d42-6561636f6e73-1-1'): string =>
  JSON.stringify({ app: 'app:ada', beacons: [{ beacon, rssiDbm: -60 }] });

/** A shop that is open, and its HTTP on a real socket. */
async function shop(options: Partial<IntakeOptions> = {}) {
  const world = new World({ ...SITE, scanners: [...SITE.scanners, { id: AP, zone: 'wine' }] });
  await world.open();
  onTestFinished(() => world.close());
  const { clock, telemetry } = world;
  const received: RawMessage[] = [];
  const server = await createHttpServer({ ...serverBasics().options, clock, telemetry, pages: [], linkPages: {} });
  const submit = (message: RawMessage) => {
    received.push({ ...message, payload: Buffer.from(message.payload) });
    return world.shop.pipeline.submit(message);
  };
  const agreements = { meraki: { secret: SECRET, validator: 'abc123' }, mist: { secret: MIST_SECRET } };
  registerIntake({ decoders, submit, agreements, intakeToken: TOKEN, ...options }, { register: server.register, clock, telemetry });
  await server.listen();
  onTestFinished(() => server.close());
  const url = server.url();
  const post = async (path: string, body: string | Uint8Array, headers: Record<string, string> = bearer) => {
    const reply = await fetch(`${url}${path}`, { method: 'POST', body: typeof body === 'string' ? body : new Uint8Array(body), headers });
    return { status: reply.status, body: (await reply.json()) as { code?: string; status?: string; message?: string } };
  };
  const refused = (code: string, format: string) => telemetry.value('aislegate_refused_total', { source: 'http', code, format });
  return { url, post, received, refused, telemetry, server };
}

describe('what comes by HTTP', () => {
  it('tells Meraki the validator as plain text, and nobody one that is not set', async () => {
    const { url } = await shop();
    const reply = await fetch(`${url}/ingest/meraki-v3`);
    expect(reply.headers.get('content-type')).toContain('text/plain');
    expect(await reply.text()).toBe('abc123');
    const bare = await shop({ agreements: { meraki: { secret: SECRET } } });
    for (const path of ['meraki-v3', 'mist', 'app-report', 'none']) expect((await fetch(`${bare.url}/ingest/${path}`)).status).toBe(404);
  });

  it("takes Meraki's posts by the secret in them, which goes no further", async () => {
    const { post, received, telemetry, refused } = await shop();
    expect(await post('/ingest/meraki-v3', meraki(), {})).toEqual({ status: 200, body: { status: 'received' } });
    expect(received).toMatchObject([{ source: 'http', topic: '/ingest/meraki-v3' }]);
    expect(Buffer.from(received[0]?.payload ?? []).toString()).not.toContain(SECRET);
    expect(
      telemetry.value('aislegate_sightings_total', { outcome: 'unknown' }) +
        telemetry.value('aislegate_sightings_total', { outcome: 'anonymous' }),
    ).toBe(1);
    expect(refused('ING_MALFORMED', 'meraki-v3')).toBe(1);
    expect(JSON.stringify(telemetry.logged)).not.toContain(SECRET);
  });

  it.each([
    ['another secret', meraki({ secret: `${SECRET}x` })],
    ['none', meraki({ secret: undefined })],
    ['a list of it', meraki({ secret: [SECRET] })],
    ['a body that cannot be read', `{"secret":"${SECRET}"`],
  ])("refuses Meraki's posts with %s", async (_what, body) => {
    const { post, received, refused } = await shop();
    expect(await post('/ingest/meraki-v3', body)).toMatchObject({ status: 401, body: { code: 'ING_UNPROVEN' } });
    expect(received).toEqual([]);
    expect(refused('ING_UNPROVEN', 'meraki-v3')).toBe(1);
  });

  it("takes Mist's webhooks by their SHA-256 signature over the bytes as they came, and not by the older one", async () => {
    const { post, received } = await shop();
    const body = '{ "topic":"ping",  "events":[] }';
    const sign = (algorithm: string, secret = MIST_SECRET) => createHmac(algorithm, secret).update(body).digest('hex');
    const both = { 'x-mist-signature-v2': sign('sha256'), 'x-mist-signature': 'anything', 'content-type': 'application/json' };
    expect((await post('/ingest/mist', body, both)).status).toBe(200);
    expect((await post('/ingest/mist', body, { 'x-mist-signature-v2': sign('sha256').toUpperCase() })).status).toBe(200);
    expect(received).toHaveLength(2);
    for (const headers of [{ 'x-mist-signature': sign('sha1') }, { 'x-mist-signature-v2': sign('sha256', 'other') }, {}, bearer]) {
      expect(await post('/ingest/mist', body, headers)).toMatchObject({ status: 401, body: { code: 'ING_UNPROVEN' } });
    }
    expect((await post('/ingest/mist', body.replace('  ', ' '), both)).status).toBe(401);
    expect(received).toHaveLength(2);
  });

  it('takes all others by the intake token, in each of the ways that gateways know', async () => {
    const { post, received } = await shop();
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    expect((await post('/ingest/app-report', report())).status).toBe(200);
    expect((await post('/ingest/app-report', report(), basic(`any:${TOKEN}`))).status).toBe(200);
    expect((await post(`/ingest/app-report?token=${TOKEN}`, report(), {})).status).toBe(200);
    expect(received).toHaveLength(3);
    const wrong = [{}, { authorization: 'Bearer other' }, basic(`${TOKEN}:`), basic('other'), { authorization: `Digest ${TOKEN}` }];
    for (const headers of wrong) expect((await post('/ingest/app-report', report(), headers)).status).toBe(401);
    for (const query of ['?token=', '?token=other', `?token=${TOKEN}&token=${TOKEN}`]) {
      expect((await post(`/ingest/app-report${query}`, report(), {})).status).toBe(401);
    }
    expect((await post(`/ingest/app-report?token=${TOKEN}`, report(), { authorization: 'Bearer other' })).status).toBe(401);
    expect(received).toHaveLength(3);
  });

  it('takes a body whatever its sender calls it', async () => {
    const { post, received } = await shop();
    for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'application/octet-stream']) {
      expect((await post('/ingest/app-report', report(), { ...bearer, 'content-type': type })).status).toBe(200);
    }
    expect((await post('/ingest/app-report', Buffer.from(report()))).status).toBe(200);
    expect(received).toHaveLength(5);
  });

  it('says which secret is not set, and takes nothing without one', async () => {
    const { post, received, refused } = await shop({ agreements: {} });
    const reply = await post('/ingest/mist', '{}', { 'x-mist-signature-v2': createHmac('sha256', '').update('{}').digest('hex') });
    expect(reply).toMatchObject({ status: 403, body: { code: 'ING_SECRET_MISSING' } });
    expect(reply.body.message).toContain('intake.mist.secret');
    expect((await post('/ingest/meraki-v3', meraki({ secret: '' }))).status).toBe(403);
    expect(received).toEqual([]);
    expect(refused('ING_SECRET_MISSING', 'mist')).toBe(1);
  });

  it('does not start with an agreement that no cloud has', async () => {
    await expect(shop({ agreements: { meraky: { secret: SECRET } } })).rejects.toMatchObject({
      code: 'CFG_INVALID',
      context: { detail: 'intake.meraky is of no cloud that posts to us' },
    });
  });

  it('tells its sender what it can put right, and does not bother it with the rest', async () => {
    const { post, refused } = await shop();
    expect(await post('/ingest/app-report', '{"app":')).toMatchObject({ status: 400, body: { code: 'ING_NOT_JSON' } });
    expect(await post('/ingest/app-report', '')).toMatchObject({ status: 400, body: { code: 'ING_NOT_JSON' } });
    expect(await post('/ingest/app-report', '{}')).toMatchObject({ status: 400, body: { code: 'ING_MALFORMED' } });
    expect(await post('/ingest/app-report', 'x'.repeat(70_000))).toMatchObject({ status: 413, body: { code: 'ING_TOO_LARGE' } });
    expect((await post('/ingest/app-report', report('ibeacon:426c7565-4368-6172-6d42-6561636f6e73-9-9'))).status).toBe(200);
    expect(refused('ING_UNKNOWN_SCANNER', 'app-report')).toBe(1);
    expect(refused('ING_NOT_JSON', 'app-report')).toBe(2);
    expect(await post('/ingest/none', '{}')).toMatchObject({ status: 404, body: { code: 'API_NOT_FOUND' } });
    expect((await post('/ingest/espresense', '{}')).status).toBe(404);
  });

  it('takes a mebibyte, and not more', async () => {
    const { post, received, refused } = await shop();
    const body = meraki();
    const filled = (bytes: number) => body.padEnd(bytes, ' ');
    expect((await post('/ingest/meraki-v3', filled(MIB))).status).toBe(200);
    expect(await post('/ingest/meraki-v3', filled(MIB + 1))).toMatchObject({ status: 413, body: { code: 'ING_TOO_LARGE' } });
    expect(refused('ING_TOO_LARGE', 'meraki-v3')).toBe(1);
    expect(received).toHaveLength(1);
  });

  it('lets one flooding address wait, and takes what others and other formats send', async () => {
    const { server, telemetry, received } = await shop();
    const send = (url: string, remoteAddress: string, payload = report()) =>
      server.inject({ method: 'POST', url, payload, headers: { host: '127.0.0.1', ...bearer }, remoteAddress });
    const statuses: number[] = [];
    for (let sent = 0; sent < 1201; sent++) statuses.push((await send('/ingest/app-report', '192.0.2.1', '{}')).statusCode);
    expect(statuses.indexOf(429)).toBe(1200);
    expect(telemetry.value('aislegate_http_refused_total', { code: 'API_TOO_MANY' })).toBe(1);
    expect((await send('/ingest/app-report', '192.0.2.2')).statusCode).toBe(200);
    expect((await send('/ingest/minew-json', '192.0.2.1')).statusCode).not.toBe(429);
    expect(received.length).toBeGreaterThan(1200);
  });

  it('survives whatever is posted, to every format that comes by HTTP', async () => {
    const { post, url } = await shop();
    const formats = decoders.filter((decoder: Decoder) => decoder.http);
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => Buffer.from(text)),
      fc.constantFrom(
        Buffer.from('['.repeat(MIB - 1)),
        Buffer.from(`${'{"parent":'.repeat(50_000)}NaN`),
        Buffer.from(`{"__proto__":{"secret":"${SECRET}","polluted":true},"constructor":{"prototype":{"polluted":true}}}`),
        Buffer.from(meraki({ data: { observations: 'NaN' } }).replace('"NaN"', '[NaN,-Infinity,{"__proto__":1}]')),
        Uint8Array.of(0xff, 0xfe, 0x7b),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...formats), hostile, async ({ id }, body) => {
        const signature = createHmac('sha256', MIST_SECRET).update(body).digest('hex');
        const { status } = await post(`/ingest/${id}`, Buffer.from(body), { ...bearer, 'x-mist-signature-v2': signature });
        expect([200, 400, 401, 413]).toContain(status);
      }),
      { numRuns: 150 },
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});
