import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { generate } from 'selfsigned';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type BrokerOptions, startBroker } from '../../../../edge/adapters/aedes/broker.ts';
import { VirtualClock } from '../../../../edge/adapters/memory/clock.ts';
import type { MqttRole } from '../../../../platform/secrets.ts';
import { FakeTelemetry } from '../../../fakes/telemetry.ts';
import { eventually } from '../../../support/eventually.ts';

const USERS = (['edge', 'gateway', 'till', 'screen'] as const).map((role) => ({ username: role, password: `secret-of-${role}`, role }));

async function shop(options: Partial<BrokerOptions> = {}) {
  const telemetry = new FakeTelemetry();
  const clock = new VirtualClock(1_800_000_000_000);
  const own = { host: '127.0.0.1', port: 0, users: USERS, shop: 'corner', maxPayloadBytes: 65_536, clock, telemetry };
  const broker = await startBroker({ ...own, ...options } as BrokerOptions);
  onTestFinished(() => broker.close());
  const url = `${options.tls ? 'mqtts' : 'mqtt'}://127.0.0.1:${broker.port}`;
  const join = async (options: IClientOptions): Promise<MqttClient> => {
    const client = await connectAsync(url, { reconnectPeriod: 0, ...options }, false);
    client.on('error', () => {});
    onTestFinished(() => client.endAsync(true));
    return client;
  };
  const as = (role: MqttRole, more: IClientOptions = {}) => join({ username: role, password: `secret-of-${role}`, ...more });
  const refused = (code: string): number => telemetry.value('aislegate_refused_total', { source: 'mqtt', code });
  return { broker, clock, url, join, as, refused, telemetry };
}

describe('the door of the shop broker', () => {
  it.each([
    ['a wrong password', { username: 'edge', password: 'secret-of-till' }],
    ['an unknown user', { username: 'nobody', password: 'secret-of-edge' }],
    ['a user named like a property of every object', { username: 'constructor', password: '' }],
    ['no user at all', {}],
  ])('stays shut for %s', async (_, credentials) => {
    const { join, refused } = await shop();
    await expect(join(credentials)).rejects.toThrow(/Connection refused/u);
    expect(refused('ING_BAD_CREDENTIALS')).toBe(1);
  });

  it('speaks TLS when it has a certificate', async () => {
    const pem = await generate([{ name: 'commonName', value: 'localhost' }]);
    const { as } = await shop({ tls: { cert: pem.cert, key: pem.private } });
    const client = await as('gateway', { rejectUnauthorized: false });
    expect(client.connected).toBe(true);
  });

  it('is not opened to other machines in clear text', async () => {
    await expect(shop({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'CFG_TLS_REQUIRED' });
  });

  it('names the setting that moves it when its port is taken', async () => {
    const { broker } = await shop();
    await expect(shop({ port: broker.port })).rejects.toMatchObject({
      code: 'CFG_PORT_IN_USE',
      context: { port: broker.port, setting: '--mqtt-port' },
    });
  });
});

describe('what may be said on the shop broker', () => {
  /** Publishes all topics as `role`, then a farewell as the edge, and returns which of them the edge heard. */
  async function heardFrom(role: MqttRole, topics: readonly string[]) {
    const rig = await shop();
    const edge = await rig.as('edge');
    const heard: string[] = [];
    edge.on('message', (topic) => heard.push(topic));
    await edge.subscribeAsync('#');
    const speaker = await rig.as(role);
    for (const topic of topics) await speaker.publishAsync(topic, 'x', { qos: 1 });
    expect(speaker.connected).toBe(true);
    await edge.publishAsync('farewell', '');
    await eventually(() => expect(heard).toContain('farewell'));
    return { heard: heard.filter((topic) => topic !== 'farewell'), refused: rig.refused('ING_FORBIDDEN') };
  }

  it.each([
    [
      'gateway',
      ['espresense/devices/iBeacon:x/oven', 'home/g/BTtoMQTT/A', 'aislegate/corner/sighting/oven', 'aislegate/corner/counter/door'],
    ],
    ['till', ['aislegate/corner/till/1/receipt', 'aislegate/corner/card/1/tap']],
    ['screen', ['aislegate/corner/screen/oven/event']],
    ['edge', ['espresense/rooms/oven/absorption/set', 'aislegate/corner/anything']],
  ] as const)('by a %s: its own topics', async (role, topics) => {
    expect(await heardFrom(role, topics)).toEqual({ heard: [...topics], refused: 0 });
  });

  it.each([
    ['gateway', ['aislegate/corner/till/1/receipt', 'aislegate/other/sighting/oven', 'aislegate/corner/sighting/a/b', '$SYS/x']],
    ['till', ['aislegate/corner/sighting/oven', 'espresense/devices/a/b', 'aislegate/corner/till/1/receipt/2']],
    ['screen', ['aislegate/corner/card/1/tap', 'aislegate/corner/screen/oven/show']],
  ] as const)('by a %s: nothing else; it is counted, and the connection stays', async (role, topics) => {
    expect(await heardFrom(role, topics)).toEqual({ heard: [], refused: topics.length });
  });

  it('by a gateway about itself is remembered for newcomers, its sightings are not', async () => {
    const { as } = await shop();
    const gateway = await as('gateway');
    await gateway.publishAsync('espresense/devices/iBeacon:x/oven', 'ghost', { qos: 1, retain: true });
    await gateway.publishAsync('espresense/rooms/oven/status', 'online', { qos: 1, retain: true });
    const edge = await as('edge');
    const heard: string[] = [];
    edge.on('message', (topic) => heard.push(topic));
    await edge.subscribeAsync('espresense/#');
    await eventually(() => expect(heard).toContain('espresense/rooms/oven/status'));
    expect(heard).toEqual(['espresense/rooms/oven/status']);
  });

  it('by a gateway that dies is its last will, if it may say so', async () => {
    const { as } = await shop();
    const edge = await as('edge');
    const heard: string[] = [];
    edge.on('message', (topic, payload) => heard.push(`${topic} ${payload.toString()}`));
    await edge.subscribeAsync('#');
    const will = (topic: string) => ({ will: { topic, payload: Buffer.from('offline'), qos: 0 as const, retain: false } });
    const forbidden = await as('gateway', will('aislegate/corner/till/1/receipt'));
    forbidden.stream.destroy();
    const allowed = await as('gateway', will('espresense/rooms/oven/status'));
    allowed.stream.destroy();
    await eventually(() => expect(heard).toContain('espresense/rooms/oven/status offline'));
    expect(heard).toEqual(['espresense/rooms/oven/status offline']);
  });
});

describe('what may be heard on the shop broker', () => {
  it.each([
    ['edge', ['#', 'aislegate/corner/card/+/tap'], true],
    ['gateway', ['espresense/rooms/oven/+/set', 'espresense/rooms/*/+/set', 'espresense/settings/+/config'], true],
    ['gateway', ['#', '+/#', 'espresense/#', 'espresense/devices/+/+', 'aislegate/corner/card/+/tap', '$SYS/#'], false],
    ['till', ['#', 'aislegate/corner/till/1/receipt'], false],
    ['screen', ['#', 'aislegate/corner/screen/oven/event'], false],
    ['edge', ['$SYS/#'], false],
  ] as const)('by a %s: %j is granted: %s', async (role, filters, granted) => {
    const { as, refused } = await shop();
    const client = await as(role);
    for (const filter of filters) {
      const answer = await client.subscribeAsync(filter).then(
        (grants) => grants.every((grant) => grant.qos !== 128),
        () => false,
      );
      expect(answer, filter).toBe(granted);
    }
    expect(refused('ING_FORBIDDEN')).toBe(granted ? 0 : filters.length);
    expect(client.connected).toBe(true);
  });
});

describe('a packet that is too large', () => {
  it('ends the connection as soon as it is announced, before it is kept, and is counted', async () => {
    const { broker, refused } = await shop();
    const socket = connectTcp(broker.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    // PUBLISH with a remaining length of 268,435,455, the largest there is; the server must not wait for the rest.
    socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]));
    await once(socket, 'close');
    expect(refused('ING_TOO_LARGE')).toBe(1);
  });

  it('leaves the others alone', async () => {
    const { as, refused } = await shop({ maxPacketBytes: 1000 });
    const edge = await as('edge');
    const heard: number[] = [];
    edge.on('message', (_, payload) => heard.push(payload.length));
    await edge.subscribeAsync('ruuvi/#');
    const rogue = await as('gateway');
    const closed = new Promise<void>((resolve) => rogue.once('close', resolve));
    rogue.publish('ruuvi/a', Buffer.alloc(2000));
    await closed;
    const honest = await as('gateway');
    await honest.publishAsync('ruuvi/a', Buffer.alloc(900), { qos: 1 });
    await eventually(() => expect(heard).toEqual([900]));
    expect(refused('ING_TOO_LARGE')).toBe(1);
  });
});

describe('a shop broker that is told garbage', () => {
  it('drops the speaker and serves the others', async () => {
    const { broker, as } = await shop();
    for (const bytes of [
      [0xff, 0xff],
      [0x10, 0x00],
      [0x30, 0x02, 0x00, 0x00],
      [0x10, 0x80, 0x80, 0x80, 0x80, 0x80],
    ]) {
      const socket = connectTcp(broker.port, '127.0.0.1');
      socket.on('error', () => {});
      await once(socket, 'connect');
      socket.write(Buffer.from(bytes));
      socket.resume();
      await once(socket, 'close');
    }
    expect((await as('gateway')).connected).toBe(true);
  });
});

describe('a scanner that stops reading', () => {
  it('is passed over at once and cut off in the end, and the sightings of the others never wait for it', async () => {
    const { as, clock, refused, telemetry } = await shop({ packetsAtOnce: 100_000, notReadingMs: 3000 });
    const edge = await as('edge');
    const heard = new Set<string>();
    edge.on('message', (topic) => heard.add(topic));
    await edge.subscribeAsync('#');
    const hung = await as('gateway');
    await hung.subscribeAsync('espresense/rooms/#');
    const cut = new Promise<void>((resolve) => hung.once('close', resolve));
    hung.stream.pause();
    const honest = await as('gateway');
    // More than the buffers of a connection hold, and more messages than the broker delivers at once.
    for (let i = 0; i < 500; i += 1) honest.publish('espresense/rooms/oven/telemetry', Buffer.alloc(50_000));
    await honest.publishAsync('ruuvi/a', 'x', { qos: 1 });
    // Not a moment of the shop's time went by.
    await eventually(() => expect(heard).toContain('ruuvi/a'));
    expect(telemetry.value('aislegate_mqtt_undelivered_total', { user: 'gateway' })).toBeGreaterThan(100);
    expect(refused('ING_NOT_READING')).toBe(0);
    await clock.advance(3000);
    await honest.publishAsync('espresense/rooms/oven/telemetry', 'x', { qos: 1 });
    await eventually(() => expect(refused('ING_NOT_READING')).toBe(1));
    hung.stream.resume();
    await cut;
  });

  it('and goes on in time hears again what comes then', async () => {
    const { as, refused, telemetry } = await shop({ packetsAtOnce: 100_000 });
    const slow = await as('gateway');
    const heard: string[] = [];
    slow.on('message', (_, payload) => heard.push(payload.toString()));
    await slow.subscribeAsync('espresense/rooms/#');
    slow.stream.pause();
    const honest = await as('gateway');
    for (let i = 0; i < 500; i += 1) honest.publish('espresense/rooms/oven/telemetry', Buffer.alloc(50_000));
    await eventually(() => expect(telemetry.value('aislegate_mqtt_undelivered_total', { user: 'gateway' })).toBeGreaterThan(0));
    slow.stream.resume();
    await eventually(async () => {
      await honest.publishAsync('espresense/rooms/oven/telemetry', 'now', { qos: 1 });
      expect(heard).toContain('now');
    });
    expect(refused('ING_NOT_READING')).toBe(0);
  });
});

describe('a gateway that floods', () => {
  it('is read at the pace of a gateway and named, and starves nobody', async () => {
    const { as, clock, telemetry } = await shop({ packetsPerSecond: 100, packetsAtOnce: 200 });
    const edge = await as('edge');
    const heard = { flood: 0, honest: 0 };
    edge.on('message', (topic) => {
      heard[topic === 'ruuvi/honest' ? 'honest' : 'flood'] += 1;
    });
    await edge.subscribeAsync('#');
    const flooder = await as('gateway', { clientId: 'gw-A1:B2:C3:D4:E5:F6' });
    const honest = await as('gateway');
    for (let i = 0; i < 20_000; i += 1) flooder.publish('ruuvi/flood', Buffer.alloc(100));
    await eventually(() => expect(telemetry.value('aislegate_mqtt_slowed_total', { user: 'gateway' })).toBe(1));
    for (let i = 0; i < 20; i += 1) await honest.publishAsync('ruuvi/honest', 'x', { qos: 1 });
    await eventually(() => expect(heard.honest).toBe(20));
    // What was read in one piece may go through, the rest waits in the flooder.
    const first = heard.flood;
    expect(first).toBeLessThan(2000);
    await clock.advance(60_000);
    await eventually(() => expect(heard.flood).toBeGreaterThan(first));
    const [told] = telemetry.logged.filter(({ what }) => what === 'ING_TOO_FAST');
    expect(told?.fields).toEqual({ user: 'gateway', client: 'gw-…E5:F6', limit: 100 });
  });

  it('may say at once what it kept through an outage', async () => {
    const { as, telemetry } = await shop();
    const till = await as('till');
    await Promise.all(Array.from({ length: 4000 }, (_, n) => till.publishAsync('aislegate/corner/till/1/receipt', String(n), { qos: 1 })));
    expect(telemetry.value('aislegate_mqtt_slowed_total', { user: 'till' })).toBe(0);
  });

  it('and goes away while it waits leaves nothing behind', async () => {
    const { as, clock, telemetry } = await shop({ packetsPerSecond: 100, packetsAtOnce: 10 });
    const flooder = await as('gateway');
    for (let i = 0; i < 5000; i += 1) flooder.publish('ruuvi/flood', Buffer.alloc(100));
    await eventually(() => expect(telemetry.value('aislegate_mqtt_slowed_total', { user: 'gateway' })).toBe(1));
    flooder.stream.destroy();
    await clock.advance(600_000);
    expect((await as('gateway')).connected).toBe(true);
  });
});

describe('what the shop broker keeps for newcomers', () => {
  /** Which of the topics a newcomer is told about; the last one is always told. */
  async function keptOf(topics: readonly string[], say: (gateway: MqttClient) => Promise<unknown>): Promise<readonly string[]> {
    const { as } = await shop({ packetsAtOnce: 100_000 });
    const gateway = await as('gateway');
    await gateway.publishAsync('espresense/rooms/first/status', 'x', { qos: 1, retain: true });
    await say(gateway);
    const edge = await as('edge');
    const kept: string[] = [];
    edge.on('message', (topic) => kept.push(topic));
    for (const topic of [...topics, 'espresense/rooms/first/status']) await edge.subscribeAsync(topic);
    await eventually(() => expect(kept).toContain('espresense/rooms/first/status'));
    return kept.slice(0, -1);
  }

  it('is a word about a scanner, not a book', async () => {
    const [book, word] = ['espresense/rooms/oven/status', 'espresense/rooms/door/status'];
    const kept = await keptOf([book, word], async (gateway) => {
      await gateway.publishAsync(book, Buffer.alloc(4097), { qos: 1, retain: true });
      await gateway.publishAsync(word, Buffer.alloc(4096), { qos: 1, retain: true });
    });
    expect(kept).toEqual([word]);
  });

  it('is bounded: a gateway that invents topics does not fill the memory', async () => {
    const kept = await keptOf(['espresense/rooms/late/status'], async (gateway) => {
      for (let i = 0; i < 10_000; i += 1) gateway.publish(`espresense/rooms/made-up-${i}/status`, 'x', { retain: true });
      await gateway.publishAsync('espresense/rooms/late/status', 'x', { qos: 1, retain: true });
    });
    expect(kept).toEqual([]);
  });
});
