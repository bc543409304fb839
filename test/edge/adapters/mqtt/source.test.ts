import { connectAsync, type MqttClient } from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startBroker } from '../../../../edge/adapters/aedes/broker.ts';
import { VirtualClock } from '../../../../edge/adapters/memory/clock.ts';
import { seededRandom } from '../../../../edge/adapters/memory/random.ts';
import { createMqttSource } from '../../../../edge/adapters/mqtt/source.ts';
import { RetrySchedule } from '../../../../edge/domain/retry-schedule.ts';
import {
  CONTRACT_MAX_PAYLOAD_BYTES,
  CONTRACT_SUBSCRIPTIONS,
  messageSourceContract,
  type SourceRig,
} from '../../../contract/message-source.ts';
import { FakeTelemetry } from '../../../fakes/telemetry.ts';
import { eventually } from '../../../support/eventually.ts';
import { startMosquitto } from '../../../support/mosquitto.ts';
import { freePorts } from '../../../support/ports.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { tool } from '../../../support/tools.ts';

const USER = { username: 'edge', password: 'made-up-secret', role: 'edge' } as const;
const openBroker = (port: number) =>
  startBroker({
    host: '127.0.0.1',
    port,
    users: [USER],
    shop: 'corner',
    clock: new VirtualClock(0),
    telemetry: new FakeTelemetry(),
    maxPayloadBytes: CONTRACT_MAX_PAYLOAD_BYTES,
  });

interface Broker {
  readonly url: string;
  stop(): Promise<void>;
  restart(): Promise<void>;
}

async function rigOn(broker: Broker): Promise<SourceRig> {
  const clock = new VirtualClock(1_800_000_000_000);
  const telemetry = new FakeTelemetry();
  const source = createMqttSource({
    url: broker.url,
    ...USER,
    subscriptions: CONTRACT_SUBSCRIPTIONS,
    clientId: 'edge-1',
    clock,
    random: seededRandom(),
    telemetry,
    maxPayloadBytes: CONTRACT_MAX_PAYLOAD_BYTES,
  });
  const gateway = (): Promise<MqttClient> => connectAsync(broker.url, { ...USER, reconnectPeriod: 0, clientId: 'gateway-1' });
  let publisher = await gateway();
  return {
    source,
    clock,
    telemetry,
    publish: async (topic, payload) => {
      await publisher.publishAsync(topic, Buffer.from(payload), { qos: 1 });
    },
    goDown: async () => {
      await publisher.endAsync(true);
      await broker.stop();
    },
    comeBack: async () => {
      await broker.restart();
      publisher = await gateway();
    },
    end: async () => {
      await publisher.endAsync(true);
      await broker.stop();
    },
  };
}

messageSourceContract('MQTT.js on the embedded broker', async () => {
  const [port = 0] = await freePorts(1);
  let broker = await openBroker(port);
  return rigOn({
    url: `mqtt://127.0.0.1:${port}`,
    stop: () => broker.close(),
    restart: async () => {
      broker = await openBroker(port);
    },
  });
});

describe.skipIf(!tool('mosquitto') || !tool('mosquitto_passwd'))('with a real Mosquitto', () => {
  messageSourceContract('MQTT.js on Mosquitto', async () => {
    const [port = 0] = await freePorts(1);
    return rigOn(await startMosquitto(tempFolder(), port, USER.username, USER.password));
  });
});

describe('a shop whose broker does not answer', () => {
  const sourceOn = async (changes: { url: string; password?: string }) => {
    const clock = new VirtualClock(0);
    const telemetry = new FakeTelemetry();
    const source = createMqttSource({
      ...USER,
      subscriptions: CONTRACT_SUBSCRIPTIONS,
      clientId: 'edge-1',
      clock,
      random: seededRandom(),
      telemetry,
      maxPayloadBytes: CONTRACT_MAX_PAYLOAD_BYTES,
      ...changes,
    });
    onTestFinished(() => source.close());
    return { clock, telemetry, source };
  };

  it('keeps trying until the broker is there', async () => {
    const [port = 0] = await freePorts(1);
    const { clock, telemetry, source } = await sourceOn({ url: `mqtt://127.0.0.1:${port}` });
    const standing = source.start(() => {});
    await eventually(() => expect(telemetry.logged.map((line) => line.what)).toContain('ING_BROKER_UNREACHABLE'));
    expect(telemetry.logged[0]?.fields['detail']).toBe('ECONNREFUSED');
    const broker = await openBroker(port);
    onTestFinished(() => broker.close());
    await eventually(async () => {
      await clock.advance(1000);
      expect(source.connected()).toBe(true);
    });
    await standing;
  });

  it('says that the password is wrong, and does not say which', async () => {
    const broker = await openBroker(0);
    onTestFinished(() => broker.close());
    const { telemetry, source } = await sourceOn({ url: `mqtt://127.0.0.1:${broker.port}`, password: 'another-secret' });
    const standing = source.start(() => {});
    await eventually(() => expect(telemetry.logged[0]?.what).toBe('ING_BROKER_REFUSED'));
    expect(String(telemetry.logged[0]?.fields['detail'])).toMatch(/not authorized|bad user ?name or password/iu);
    expect(JSON.stringify(telemetry.logged)).not.toContain('another-secret');
    await source.close();
    await standing;
  });

  it('does not start with a certificate authority that cannot be read', async () => {
    await expect(sourceOn({ url: 'mqtts://127.0.0.1:1', ...{ caFile: '/nowhere/ca.pem' } })).rejects.toMatchObject({
      code: 'CFG_FILE_UNREADABLE',
    });
  });
});

describe('the waiting between two tries', () => {
  it('doubles up to half a minute, differs from shop to shop, and starts again after a success', () => {
    const schedule = new RetrySchedule({ unit: () => 0 });
    expect([0, 1, 2, 3].map(() => schedule.nextMs())).toEqual([250, 500, 1000, 2000]);
    for (let tries = 0; tries < 2000; tries += 1) schedule.nextMs();
    expect(schedule.nextMs()).toBe(15_000);
    schedule.reset();
    expect(schedule.nextMs()).toBe(250);
    const late = new RetrySchedule({ unit: () => 1 });
    expect(late.nextMs()).toBe(500);
  });
});
