import { connect, connectAsync } from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Broker, startBroker } from '../../../../edge/adapters/aedes/broker.ts';
import { VirtualClock } from '../../../../edge/adapters/memory/clock.ts';
import { seededRandom } from '../../../../edge/adapters/memory/random.ts';
import { createMqttDurableSource } from '../../../../edge/adapters/mqtt/durable-source.ts';
import type { DurableHandler, DurableSource } from '../../../../edge/ports/durable-source.ts';
import { DURABLE_FILTERS, DURABLE_MAX_PAYLOAD_BYTES, type DurableRig, durableSourceContract } from '../../../contract/durable-source.ts';
import { FakeTelemetry } from '../../../fakes/telemetry.ts';
import { eventually } from '../../../support/eventually.ts';
import { startMosquitto } from '../../../support/mosquitto.ts';
import { freePorts } from '../../../support/ports.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { tool } from '../../../support/tools.ts';

const USER = { username: 'edge', password: 'made-up-secret', role: 'edge' } as const;
const NOW_MS = 1_800_000_000_000;

interface World {
  readonly url: string;
  readonly source: DurableSource;
  readonly clock: VirtualClock;
  readonly telemetry: FakeTelemetry;
  stop(): Promise<void>;
  restart(): Promise<void>;
}

/** A till and a listener to sightings, as a shop has them: clients of MQTT.js that come back. */
async function rigOn(world: World): Promise<DurableRig> {
  const client = (clientId: string) => {
    const made = connect(world.url, {
      username: USER.username,
      password: USER.password,
      clientId,
      reconnectPeriod: 50,
      protocolVersion: 4,
    });
    made.on('error', () => {});
    return made;
  };
  const till = client('till-1');
  const gateway = client('gateway-1');
  const listener = client('listener-1');
  const heard = new Set<string>();
  listener.on('message', (_, payload) => heard.add(payload.toString()));
  await listener.subscribeAsync('ruuvi/#', { qos: 0 });
  return {
    ...world,
    say: (topic, payload) => void till.publish(topic, Buffer.from(payload), { qos: 1 }),
    sighting: async (payload) => {
      gateway.publish('ruuvi/a', payload);
      await eventually(() => expect(heard).toContain(payload));
    },
    goDown: world.stop,
    comeBack: world.restart,
    end: async () => {
      for (const one of [till, gateway, listener]) await one.endAsync(true);
      await world.stop();
    },
  };
}

durableSourceContract('the embedded broker', async () => {
  const [port = 0] = await freePorts(1);
  const clock = new VirtualClock(NOW_MS);
  const telemetry = new FakeTelemetry();
  const open = () =>
    startBroker({
      host: '127.0.0.1',
      port,
      users: [USER],
      shop: 'corner',
      businessTopics: DURABLE_FILTERS,
      maxPayloadBytes: DURABLE_MAX_PAYLOAD_BYTES,
      clock,
      telemetry,
    });
  let broker: Broker | undefined = await open();
  let handler: DurableHandler | undefined;
  return rigOn({
    url: `mqtt://127.0.0.1:${port}`,
    clock,
    telemetry,
    source: {
      start: async (given) => {
        handler = given;
        await broker?.businessEvents.start(given);
      },
      connected: () => broker?.businessEvents.connected() ?? false,
      close: async () => broker?.businessEvents.close(),
    },
    stop: async () => {
      const ending = broker;
      broker = undefined;
      await ending?.close();
    },
    restart: async () => {
      broker = await open();
      if (handler) await broker.businessEvents.start(handler);
    },
  });
});

function sourceOf(url: string, changes: { password?: string } = {}) {
  const clock = new VirtualClock(NOW_MS);
  const telemetry = new FakeTelemetry();
  const source = createMqttDurableSource({
    url,
    ...USER,
    subscriptions: DURABLE_FILTERS,
    clientId: 'edge-1-durable',
    clock,
    random: seededRandom(),
    telemetry,
    maxPayloadBytes: DURABLE_MAX_PAYLOAD_BYTES,
    ...changes,
  });
  return { clock, telemetry, source };
}

describe.skipIf(!tool('mosquitto') || !tool('mosquitto_passwd'))('with a real Mosquitto', () => {
  const mosquitto = async (settings = '') => {
    const [port = 0] = await freePorts(1);
    return startMosquitto(tempFolder(), port, USER.username, USER.password, settings);
  };

  durableSourceContract('MQTT.js on Mosquitto', async () => {
    const broker = await mosquitto('persistence true\nmax_queued_messages 0\n');
    return rigOn({ ...broker, ...sourceOf(broker.url) });
  });

  it('says so when the broker forgot what it kept', async () => {
    const broker = await mosquitto('persistence false\n');
    onTestFinished(() => broker.stop());
    const { clock, telemetry, source } = sourceOf(broker.url);
    onTestFinished(() => source.close());
    await source.start(async () => {});
    expect(telemetry.value('aislegate_mqtt_connected', { connection: 'business events' })).toBe(1);
    await broker.stop();
    await eventually(() => expect(source.connected()).toBe(false));
    await broker.restart();
    await eventually(async () => {
      await clock.advance(30_000);
      expect(source.connected()).toBe(true);
    });
    expect(telemetry.logged.map(({ what }) => what)).toContain('ING_SESSION_LOST');
  });

  it('says what to check when the broker refuses the password', async () => {
    const broker = await mosquitto();
    onTestFinished(() => broker.stop());
    const { telemetry, source } = sourceOf(broker.url, { password: 'another-secret' });
    const standing = source.start(async () => {});
    await eventually(() => expect(telemetry.logged[0]?.what).toBe('ING_BROKER_REFUSED'));
    expect(JSON.stringify(telemetry.logged)).not.toContain('another-secret');
    await source.close();
    await standing;
  });

  /** A source whose disk hangs until it is released, on a broker where a till has said so much. */
  const hanging = async (messages: number, settings: string) => {
    const broker = await mosquitto(settings);
    onTestFinished(() => broker.stop());
    const { clock, telemetry, source } = sourceOf(broker.url);
    onTestFinished(() => source.close());
    let release = (): void => {};
    const hung = new Promise<void>((resolve) => {
      release = resolve;
    });
    const handed: string[] = [];
    await source.start(async ({ payload }) => {
      handed.push(Buffer.from(payload).toString());
      await hung;
    });
    const till = await connectAsync(broker.url, { ...USER });
    await Promise.all(
      Array.from({ length: messages }, (_, n) => till.publishAsync('aislegate/corner/till/1/receipt', String(n), { qos: 1 })),
    );
    await till.endAsync();
    return { broker, clock, telemetry, source, handed, release };
  };

  it('holds no more than a hundred of a broker that sends without bound, and goes on with the rest', async () => {
    const { handed, telemetry, release } = await hanging(1500, 'max_inflight_messages 0\nmax_queued_messages 0\n');
    await eventually(() => expect(handed).toHaveLength(100));
    expect(telemetry.value('aislegate_business_messages_held')).toBe(100);
    release();
    await eventually(() => expect(new Set(handed).size).toBe(1500));
  });

  it('does not come back for the same again while the disk hangs', async () => {
    const { broker, clock, telemetry, source, handed, release } = await hanging(10, 'persistence true\n');
    await eventually(() => expect(handed).toHaveLength(10));
    await broker.stop();
    await eventually(() => expect(source.connected()).toBe(false));
    await broker.restart();
    await clock.advance(60_000);
    expect(telemetry.value('aislegate_business_messages_held')).toBe(10);
    release();
    await eventually(async () => {
      await clock.advance(30_000);
      expect(source.connected()).toBe(true);
    });
    // It was never acknowledged, so it came once more.
    await eventually(() => expect(handed).toHaveLength(20));
  });
});
