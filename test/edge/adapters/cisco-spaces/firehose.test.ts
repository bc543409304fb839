import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFirehose } from '../../../../edge/adapters/cisco-spaces/firehose.ts';
import { VirtualClock } from '../../../../edge/adapters/memory/clock.ts';
import type { RawMessage } from '../../../../edge/domain/message.ts';
import { FakeTelemetry } from '../../../fakes/telemetry.ts';
import { eventually } from '../../../support/eventually.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const KEY = 'made-up-key-of-the-retailer';
const NOW = 1_800_000_000_000;
const record = (uid: string, timestamp: number, more: object = {}): string =>
  `${JSON.stringify({ recordUid: uid, recordTimestamp: timestamp, eventType: 'DEVICE_LOCATION_UPDATE', ...more })}\n`;
const keepAlive = (timestamp: number): string =>
  `${JSON.stringify({ recordUid: `k${timestamp}`, recordTimestamp: timestamp, eventType: 'KEEP_ALIVE' })}\n`;

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** A cloud in the test's hand: it answers nothing by itself. */
async function cloud(file = join(tempFolder(), 'cisco-spaces.json')) {
  const calls: Call[] = [];
  const server = createServer((request, response) => calls.push({ request, response }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const clock = new VirtualClock(NOW);
  const telemetry = new FakeTelemetry();
  const heard: RawMessage[] = [];
  const { port } = server.address() as AddressInfo;
  const open = (options: { url?: string; file?: string } = {}) => {
    const source = createFirehose({
      url: `http://127.0.0.1:${port}/api/partners/v1/firehose/events`,
      apiKey: KEY,
      file,
      clock,
      random: { unit: () => 1 },
      telemetry,
      ...options,
    });
    onTestFinished(() => source.close());
    return source;
  };
  /** The call of that number, answered with a stream that stays open. */
  const streaming = async (number: number): Promise<Call> => {
    await eventually(() => expect(calls.length).toBeGreaterThan(number));
    const call = calls[number] as Call;
    call.response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    return call;
  };
  const texts = () => heard.map(({ payload }) => Buffer.from(payload).toString());
  const uids = () => texts().map((text) => (JSON.parse(text) as { recordUid: string }).recordUid);
  const until = (wanted: () => void) => eventually(wanted);
  /** Lets the time pass until it happens, as the machine's clock would while the network works. */
  const untilLater = (stepMs: number, wanted: () => void) =>
    eventually(async () => {
      await clock.advance(stepMs);
      wanted();
    });
  const start = async (source = open(), number = 0) => {
    const started = source.start((message) => heard.push(message));
    const call = await streaming(number);
    await started;
    return { source, ...call };
  };
  return { calls, clock, telemetry, heard, texts, uids, open, start, streaming, until, untilLater, file, server };
}

const warnings = (telemetry: FakeTelemetry) => telemetry.logged.filter(({ level }) => level === 'warn');

describe('the Cisco Spaces Firehose', () => {
  it('is followed line by line, wherever the network cuts it, and its signs of life go no further', async () => {
    const { start, clock, heard, texts, until } = await cloud();
    const { source, request, response } = await start();
    expect(source.connected()).toBe(true);
    expect(request.headers['x-api-key']).toBe(KEY);
    expect(request.url).toBe('/api/partners/v1/firehose/events');
    await clock.advance(5);
    const first = record('a', NOW, { note: 'café 🥖' });
    const bytes = Buffer.from(
      `KEEP_ALIVE\r\n${keepAlive(NOW)}\r\n${first}not JSON\n${record('b', NOW)}${record('without its end', NOW)}`.trimEnd(),
    );
    for (const byte of bytes) response.write(Uint8Array.of(byte));
    await until(() => expect(heard).toHaveLength(3));
    expect(texts()).toEqual([first.trimEnd(), 'not JSON', record('b', NOW).trimEnd()]);
    expect(heard[0]).toMatchObject({ rx: NOW + 5, source: 'http', topic: '/ingest/cisco-spaces' });
  });

  it('goes on from the last record after a cut, and a record that is told again counts once', async () => {
    const { calls, start, streaming, uids, until, untilLater, telemetry } = await cloud();
    const { source, response } = await start();
    response.write(record('a', NOW - 2000) + record('b', NOW - 1000) + record('late', NOW - 5000));
    await until(() => expect(uids()).toEqual(['a', 'b', 'late']));
    response.destroy();
    await until(() => expect(source.connected()).toBe(false));
    await untilLater(500, () => expect(calls).toHaveLength(2));
    const again = await streaming(1);
    expect(again.request.url).toContain(`fromTimestamp=${NOW - 1000}`);
    again.response.write(record('b', NOW - 1000) + record('c', NOW - 1000));
    await until(() => expect(uids()).toEqual(['a', 'b', 'late', 'c']));
    expect(source.connected()).toBe(true);
    expect(warnings(telemetry).map(({ what }) => what)).toEqual(['ING_CLOUD_UNREACHABLE']);
  });

  it('goes on from there after a restart as well', async () => {
    const { start, open, uids, until, streaming, heard } = await cloud();
    const { source, response } = await start();
    response.write(record('a', NOW - 2000) + record('b', NOW - 1000));
    await until(() => expect(uids()).toEqual(['a', 'b']));
    await source.close();
    const started = open().start((message) => heard.push(message));
    const again = await streaming(1);
    await started;
    expect(again.request.url).toContain(`fromTimestamp=${NOW - 1000}`);
    again.response.write(record('b', NOW - 1000) + record('c', NOW));
    await until(() => expect(uids()).toEqual(['a', 'b', 'c']));
  });

  it('remembers where it was every few seconds, for who is not asked before he is killed', async () => {
    const { start, uids, until, clock, file } = await cloud();
    const { response } = await start();
    response.write(record('a', NOW - 2000));
    await until(() => expect(uids()).toEqual(['a']));
    await clock.advance(5000);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ timestamp: NOW - 2000, uids: ['a'] });
  });

  it('does not ask for more than ten minutes, nor for a day that has not come', async () => {
    const { start, file, until, uids, source } = await (async () => {
      const made = await cloud();
      writeFileSync(made.file, JSON.stringify({ timestamp: NOW - 86_400_000, uids: [] }));
      return { ...made, source: made.open() };
    })();
    const { request, response } = await start(source);
    expect(request.url).toContain(`fromTimestamp=${NOW - 600_000}`);
    response.write(record('from the year 2128', 5e12) + record('a', NOW - 10));
    await until(() => expect(uids()).toHaveLength(2));
    await source.close();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ timestamp: NOW - 10 });
  });

  it('starts from now where its file is damaged', async () => {
    const { start, file } = await cloud();
    writeFileSync(file, '{"timestamp":');
    expect((await start()).request.url).not.toContain('fromTimestamp');
  });

  it('comes back when nothing was said for three signs of life, and not while they come', async () => {
    const { calls, start, clock, until, untilLater, telemetry, uids } = await cloud();
    const { response } = await start();
    for (let time = 0; time < 4; time++) {
      await clock.advance(30_000);
      response.write(record(`a${time}`, NOW));
      await until(() => expect(uids()).toHaveLength(time + 1));
    }
    expect(calls).toHaveLength(1);
    response.write('half a line');
    await untilLater(15_000, () => expect(calls.length).toBeGreaterThan(1));
    expect(warnings(telemetry)[0]).toMatchObject({ what: 'ING_CLOUD_UNREACHABLE', fields: { detail: 'it was silent for 45 s' } });
  });

  it('does not wait for ever for an answer', async () => {
    const { calls, open, until, untilLater } = await cloud();
    void open().start(() => {});
    await until(() => expect(calls).toHaveLength(1));
    await untilLater(15_000, () => expect(calls.length).toBeGreaterThan(1));
  });

  it('tries again less and less often while the cloud is away or hangs up at once', async () => {
    const { calls, open, clock, telemetry, until, untilLater } = await cloud();
    void open().start(() => {});
    const waits: number[] = [];
    for (const status of [503, 429, 200, 500]) {
      await until(() => expect(calls).toHaveLength(waits.length + 1));
      const before = clock.nowMs();
      calls.at(-1)?.response.writeHead(status).end();
      await untilLater(500, () => expect(calls).toHaveLength(waits.length + 2));
      waits.push(clock.nowMs() - before);
    }
    expect(waits[3]).toBeGreaterThan((waits[0] ?? 0) * 2);
    expect(warnings(telemetry)).toHaveLength(1);
    expect(warnings(telemetry)[0]).toMatchObject({ what: 'ING_CLOUD_UNREACHABLE', fields: { detail: 'HTTP 503' } });
  });

  it.each([401, 403])('says that the key is refused (HTTP %i), without it, and does not hammer', async (status) => {
    const { calls, open, clock, telemetry, until, untilLater } = await cloud();
    void open().start(() => {});
    await until(() => expect(calls).toHaveLength(1));
    calls[0]?.response.writeHead(status).end(`the key ${KEY} is wrong`);
    await until(() => expect(warnings(telemetry)).toHaveLength(1));
    expect(warnings(telemetry)[0]).toMatchObject({
      what: 'ING_CLOUD_REFUSED',
      fields: { status, setting: 'ciscoSpaces.apiKey', seconds: 300 },
    });
    expect(JSON.stringify(telemetry.logged)).not.toContain(KEY);
    await clock.advance(299_000);
    expect(calls).toHaveLength(1);
    await untilLater(1000, () => expect(calls).toHaveLength(2));
  });

  it('does not carry the key to where a redirect points', async () => {
    const { calls, open, telemetry, until } = await cloud();
    void open().start(() => {});
    await until(() => expect(calls).toHaveLength(1));
    calls[0]?.response.writeHead(302, { location: '/elsewhere' }).end();
    await until(() => expect(warnings(telemetry)).toHaveLength(1));
    expect(warnings(telemetry)[0]).toMatchObject({ fields: { detail: 'HTTP 302' } });
    expect(calls).toHaveLength(1);
  });

  it('says in words that the connection broke off', async () => {
    const { start, telemetry, until } = await cloud();
    const { response } = await start();
    response.destroy();
    await until(() => expect(warnings(telemetry)[0]).toMatchObject({ fields: { detail: 'the connection broke off' } }));
  });

  it('names what keeps it from the cloud by the code of the system', async () => {
    const { open, server, telemetry, until } = await cloud();
    await new Promise((resolve) => server.close(resolve));
    void open().start(() => {});
    await until(() => expect(warnings(telemetry)[0]).toMatchObject({ what: 'ING_CLOUD_UNREACHABLE', fields: { detail: 'ECONNREFUSED' } }));
  });

  it('lets go of a line that does not end, counts it and hears the next', async () => {
    const { start, uids, until, telemetry } = await cloud();
    const { response } = await start();
    for (let part = 0; part < 70; part++) response.write('x'.repeat(1024));
    await until(() =>
      expect(telemetry.value('aislegate_refused_total', { source: 'http', code: 'ING_TOO_LARGE', format: 'cisco-spaces' })).toBe(1),
    );
    response.write(`x\n${record('a', NOW)}`);
    await until(() => expect(uids()).toEqual(['a']));
  });

  it('remembers ten thousand records, and forgets the oldest', async () => {
    const { start, heard, until } = await cloud();
    const { response } = await start();
    for (let part = 0; part < 101; part++) response.write(Array.from({ length: 100 }, (_, at) => record(`${part}-${at}`, NOW)).join(''));
    response.write(record('100-99', NOW) + record('0-0', NOW));
    await until(() => expect(heard).toHaveLength(10_101));
  });

  it('goes on where its file cannot be written, and says so once', async () => {
    const { start, open, uids, until, clock, telemetry } = await cloud();
    const { response } = await start(open({ file: join(tempFolder(), 'missing', 'cisco-spaces.json') }));
    response.write(record('a', NOW));
    await until(() => expect(uids()).toEqual(['a']));
    await clock.advance(20_000);
    expect(warnings(telemetry).map(({ what }) => what)).toEqual(['CFG_DATA_UNWRITABLE']);
  });

  it('is silent once closed, and may be closed twice or before it has started', async () => {
    const { start, open, heard } = await cloud();
    const early = open();
    const starting = early.start((message) => heard.push(message));
    await early.close();
    const { source, response } = await start(open(), 0);
    await source.close();
    expect(source.connected()).toBe(false);
    response.write(record('a', NOW));
    await source.close();
    await starting;
    expect(heard).toEqual([]);
  });
});
