import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import type { Client } from 'aedes';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type BrokerOptions, startBroker } from '../../../../edge/adapters/aedes/broker.ts';
import { BusinessEvents } from '../../../../edge/adapters/aedes/business-events.ts';
import { VirtualClock } from '../../../../edge/adapters/memory/clock.ts';
import type { RawMessage } from '../../../../edge/domain/message.ts';
import { FakeTelemetry } from '../../../fakes/telemetry.ts';
import { eventually } from '../../../support/eventually.ts';

const USERS = (['edge', 'gateway', 'till'] as const).map((role) => ({ username: role, password: `secret-of-${role}`, role }));
const RECEIPT = 'aislegate/corner/till/1/receipt';
const COUNT = 'aislegate/corner/counter/door';

interface Held {
  readonly text: string;
  write(): void;
  fail(): void;
}

/** A broker whose events reach the disk when the test says so. */
async function shop(options: Partial<BrokerOptions> = {}) {
  const telemetry = new FakeTelemetry();
  const broker = await startBroker({
    host: '127.0.0.1',
    port: 0,
    users: USERS,
    shop: 'corner',
    businessTopics: [RECEIPT, COUNT],
    maxPayloadBytes: 65_536,
    clock: new VirtualClock(0),
    telemetry,
    ...options,
  } as BrokerOptions);
  onTestFinished(() => broker.close());
  const held: Held[] = [];
  const handler = ({ payload }: RawMessage) =>
    new Promise<void>((resolve, reject) => {
      held.push({ text: Buffer.from(payload).toString(), write: resolve, fail: () => reject(new Error('the disk is full')) });
    });
  const as = async (role: string, more: IClientOptions = {}): Promise<MqttClient> => {
    const access = { username: role, password: `secret-of-${role}`, reconnectPeriod: 0 };
    const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { ...access, ...more }, false);
    client.on('error', () => {});
    onTestFinished(() => client.endAsync(true));
    return client;
  };
  const outcome = (name: string): number => telemetry.value('aislegate_business_messages_total', { outcome: name });
  const waiting = (): number => telemetry.value('aislegate_business_messages_held');
  return { broker, telemetry, held, handler, as, outcome, waiting, start: () => broker.businessEvents.start(handler) };
}

/** What a till did: said, and got acknowledged. */
function teller(till: MqttClient, qos: 0 | 1 | 2 = 1) {
  const acknowledged: string[] = [];
  const say = (text: string): void => {
    till.publish(RECEIPT, text, { qos }, (error) => {
      if (!error) acknowledged.push(text);
    });
  };
  return { say, acknowledged };
}

describe('the sender of a business event', () => {
  it('is acknowledged when it is on disk, in the order of saying, whatever is written first', async () => {
    const { as, held, start } = await shop();
    await start();
    const { say, acknowledged } = teller(await as('till'));
    for (const text of ['a', 'b', 'c']) say(text);
    await eventually(() => expect(held.map(({ text }) => text)).toEqual(['a', 'b', 'c']));
    held[2]?.write();
    held[1]?.write();
    await as('till');
    expect(acknowledged).toEqual([]);
    held[0]?.write();
    await eventually(() => expect(acknowledged).toEqual(['a', 'b', 'c']));
  });

  it('of QoS 2 gets its PUBREC then, and once', async () => {
    const { as, held, outcome, start } = await shop();
    await start();
    const till = await as('till');
    const { say, acknowledged } = teller(till, 2);
    say('a');
    await eventually(() => expect(held).toHaveLength(1));
    await as('till');
    expect(acknowledged).toEqual([]);
    held[0]?.write();
    await eventually(() => expect(acknowledged).toEqual(['a']));
    expect(held).toHaveLength(1);
    expect(outcome('acknowledged')).toBe(1);
  });

  it('of QoS 0 asked for no acknowledgement: what could not be written is lost, and counted', async () => {
    const { as, held, outcome, start } = await shop();
    await start();
    const till = await as('till');
    const { say } = teller(till, 0);
    say('a');
    say('b');
    await eventually(() => expect(held).toHaveLength(2));
    held[0]?.fail();
    held[1]?.write();
    await eventually(() => expect([outcome('not-written'), outcome('unasked')]).toEqual([1, 1]));
    expect(till.connected).toBe(true);
  });

  it('may come before the shop is open: it waits', async () => {
    const { as, held, start } = await shop();
    const { say, acknowledged } = teller(await as('till'));
    say('early');
    await as('till');
    expect(held).toEqual([]);
    await start();
    await eventually(() => expect(held).toHaveLength(1));
    held[0]?.write();
    await eventually(() => expect(acknowledged).toEqual(['early']));
  });

  it.each([1, 2] as const)('of QoS %i loses its connection when the disk refuses, and is not acknowledged after that', async (qos) => {
    const { as, held, outcome, waiting, start } = await shop();
    await start();
    const till = await as('till');
    const gone = new Promise<void>((resolve) => till.once('close', resolve));
    const { say, acknowledged } = teller(till, qos);
    for (const text of ['a', 'b', 'c']) say(text);
    await eventually(() => expect(held).toHaveLength(3));
    held[0]?.write();
    // At QoS 2 its PUBREL waits behind the others.
    if (qos === 1) await eventually(() => expect(acknowledged).toEqual(['a']));
    held[1]?.fail();
    held[2]?.write();
    await gone;
    expect(acknowledged.filter((text) => text !== 'a')).toEqual([]);
    await eventually(() => expect(waiting()).toBe(0));
    expect(outcome('not-written')).toBe(1);
  });

  it.each([1, 2] as const)('of QoS %i may be gone before it is on disk; it says it again', async (qos) => {
    const { as, held, waiting, start } = await shop();
    await start();
    const till = await as('till', { clientId: 'till-1' });
    teller(till, qos).say('a');
    await eventually(() => expect(held).toHaveLength(1));
    till.stream.destroy();
    const again = teller(await as('till', { clientId: 'till-1' }), qos);
    held[0]?.write();
    await eventually(() => expect(waiting()).toBe(0));
    again.say('a');
    await eventually(() => expect(held).toHaveLength(2));
    held[1]?.write();
    await eventually(() => expect(again.acknowledged).toEqual(['a']));
  });

  it('may leave a last will, which nobody waits for', async () => {
    const { as, held, outcome, start } = await shop();
    await start();
    const till = await as('till', { will: { topic: RECEIPT, payload: Buffer.from('last'), qos: 1, retain: false } });
    till.stream.destroy();
    await eventually(() => expect(held.map(({ text }) => text)).toEqual(['last']));
    held[0]?.write();
    await eventually(() => expect(outcome('acknowledged')).toBe(1));
    expect((await as('till')).connected).toBe(true);
  });

  it('that repeats itself with the DUP flag is acknowledged for each', async () => {
    const { broker, held, start } = await shop();
    await start();
    const socket = await rawTill(broker.port);
    socket.write(publish('a', 7, false));
    socket.write(publish('a', 7, true));
    await eventually(() => expect(held).toHaveLength(2));
    for (const { write } of held) write();
    const bytes: number[] = [];
    socket.on('data', (chunk: Buffer) => bytes.push(...chunk));
    await eventually(() => expect(bytes).toEqual([0x40, 2, 0, 7, 0x40, 2, 0, 7]));
  });

  it('that does not read its acknowledgements is cut off before they fill the memory', async () => {
    const events = new BusinessEvents({
      filters: [RECEIPT],
      maxPayloadBytes: 100,
      clock: new VirtualClock(0),
      telemetry: new FakeTelemetry(),
    });
    await events.start(async () => {});
    const conn = new PassThrough();
    const cut = once(conn, 'close');
    const client = { conn, closed: false } as unknown as Client;
    // Nobody reads from this connection: 16 KiB pass, the rest stays.
    for (let n = 1; n <= 30_000; n += 1)
      events.take(client, { cmd: 'publish', topic: RECEIPT, payload: 'a', qos: 1, messageId: n, dup: false, retain: false }, () => {});
    await cut;
  });
});

describe('while the disk hangs', () => {
  it('sightings and pings go on, even on the connection that waits', async () => {
    const { as, held, start } = await shop();
    await start();
    const edge = await as('edge');
    const heard: string[] = [];
    edge.on('message', (topic) => heard.push(topic));
    await edge.subscribeAsync('ruuvi/#');
    const gateway = await as('gateway');
    gateway.publish(COUNT, '{"in":1}', { qos: 1 });
    await eventually(() => expect(held).toHaveLength(1));
    await gateway.publishAsync('ruuvi/same', 'x', { qos: 1 });
    const answered = new Promise<void>((resolve) => gateway.once('packetreceive', () => resolve()));
    gateway.sendPing();
    await answered;
    await (await as('gateway')).publishAsync('ruuvi/other', 'x', { qos: 1 });
    await eventually(() => expect(heard).toEqual(['ruuvi/same', 'ruuvi/other']));
  });

  it('a till is read a hundred ahead, the rest waits in the till', async () => {
    const { as, held, start } = await shop();
    await start();
    const { say, acknowledged } = teller(await as('till'));
    // Several reads of a socket: what came in one piece is taken whole.
    const text = (n: number): string => `${n} ${'x'.repeat(1000)}`;
    for (let n = 0; n < 1000; n += 1) say(text(n));
    await eventually(() => expect(held.length).toBeGreaterThanOrEqual(100));
    const other = teller(await as('till'));
    other.say('of another till');
    await eventually(() => expect(held.at(-1)?.text).toBe('of another till'));
    expect(held.length).toBeLessThan(400);
    let written = 0;
    while (acknowledged.length < 1000) {
      for (const { write } of held.slice(written)) write();
      written = held.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(acknowledged).toEqual(Array.from({ length: 1000 }, (_, n) => text(n)));
    expect(other.acknowledged).toEqual(['of another till']);
  });

  it('there is room for so much; who comes then is sent away unacknowledged, and finds room later', async () => {
    const { as, held, outcome, start } = await shop({ maxHeldBytes: 5000 });
    await start();
    const first = await as('till');
    const told = teller(first);
    for (const text of ['a', 'b', 'c', 'd']) told.say(text);
    await eventually(() => expect(held).toHaveLength(4));
    const late = await as('till');
    const away = new Promise<void>((resolve) => late.once('close', resolve));
    const tooLate = teller(late);
    tooLate.say('e');
    await away;
    expect(tooLate.acknowledged).toEqual([]);
    expect(outcome('turned-away')).toBe(1);
    for (const { write } of held) write();
    await eventually(() => expect(told.acknowledged).toHaveLength(4));
    const again = teller(await as('till'));
    again.say('e');
    await eventually(() => expect(held).toHaveLength(5));
    held[4]?.write();
    await eventually(() => expect(again.acknowledged).toEqual(['e']));
  });
});

describe('many tills at once', () => {
  it('lose nothing and keep their order, each its own, while the disk fails now and then', async () => {
    const { broker } = await shop({ packetsAtOnce: 1e6 });
    const onDisk: string[] = [];
    let writes = 0;
    await broker.businessEvents.start(async ({ payload }) => {
      writes += 1;
      const fails = writes % 97 === 0;
      await new Promise((resolve) => setImmediate(resolve));
      if (fails) throw new Error('the disk is full');
      onDisk.push(Buffer.from(payload).toString());
    });
    const tills = Array.from({ length: 10 }, (_, till) => till);
    await Promise.all(
      tills.map(async (till) => {
        const access = { username: 'till', password: 'secret-of-till', clientId: `till-${till}`, reconnectPeriod: 20 };
        const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, access);
        client.on('error', () => {});
        await Promise.all(Array.from({ length: 200 }, (_, n) => client.publishAsync(RECEIPT, `${till}:${n}`, { qos: 1 })));
        await client.endAsync(true);
      }),
    );
    const said = tills.flatMap((till) => Array.from({ length: 200 }, (_, n) => `${till}:${n}`));
    expect(new Set(onDisk)).toEqual(new Set(said));
  });
});

/** A till that speaks MQTT 3.1.1 by the byte. */
async function rawTill(port: number): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  await once(socket, 'connect');
  const text = (value: string): Buffer => Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)]);
  const body = Buffer.concat([text('MQTT'), Buffer.from([4, 0xc2, 0, 60]), text('raw'), text('till'), text('secret-of-till')]);
  socket.write(Buffer.concat([Buffer.from([0x10, body.length]), body]));
  const [connack] = (await once(socket, 'data')) as [Buffer];
  expect([...connack]).toEqual([0x20, 2, 0, 0]);
  return socket;
}

function publish(payload: string, id: number, duplicate: boolean): Buffer {
  const body = Buffer.concat([
    Buffer.from([0, RECEIPT.length]),
    Buffer.from(RECEIPT),
    Buffer.from([id >> 8, id & 0xff]),
    Buffer.from(payload),
  ]);
  return Buffer.concat([Buffer.from([duplicate ? 0x3a : 0x32, body.length]), body]);
}
