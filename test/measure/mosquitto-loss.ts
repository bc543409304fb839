import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import { createMqttDurableSource } from '../../edge/adapters/mqtt/durable-source.ts';
import { systemClock } from '../../platform/clock.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts';
import { freePorts } from '../support/ports.ts';

/**
 * What a kill -9 of Mosquitto loses of the business events that it acknowledged to a till, by configuration:
 *
 *     node --import tsx test/measure/mosquitto-loss.ts [rounds] [seed]
 *
 * In each round a till publishes receipts at QoS 1, 20 in flight, as fast as they are acknowledged; Mosquitto is killed after a random 0.5
 * to 2.5 s and started again; then the edge is given everything that is still there. Prints a Markdown table.
 */
const USER = { username: 'edge', password: 'made-up-secret' };
const TOPIC = 'aislegate/corner/till/1/receipt';
const IN_FLIGHT = 20;
const RECEIPT_BYTES = 300;
const UNBOUNDED = 'max_queued_messages 0\nmax_inflight_messages 0\n';
const CONFIGURATIONS = [
  { name: 'persistence off', settings: `persistence false\n${UNBOUNDED}` },
  { name: "persistence on, Mosquitto's own defaults (autosave every 1800 s)", settings: `persistence true\n${UNBOUNDED}` },
  { name: 'autosave every 5 s', settings: `persistence true\nautosave_interval 5\n${UNBOUNDED}` },
  { name: 'autosave every 1 s', settings: `persistence true\nautosave_interval 1\n${UNBOUNDED}` },
  { name: 'autosave after 100 changes', settings: `persistence true\nautosave_on_changes true\nautosave_interval 100\n${UNBOUNDED}` },
  {
    name: 'autosave after each change, as in deploy/mosquitto',
    settings: `persistence true\nautosave_on_changes true\nautosave_interval 1\n${UNBOUNDED}`,
  },
] as const;

const rounds = Number(process.argv[2] ?? 10);
const random = seededRandom(Number(process.argv[3] ?? 1));
const clock = systemClock({
  onError: (error) => {
    throw error;
  },
});

interface Round {
  readonly acknowledged: number;
  readonly lost: number;
  readonly perSecond: number;
}

/** An edge that keeps what it is given, and the end of its connection. */
async function edge(url: string, kept: Set<string>) {
  const source = createMqttDurableSource({
    url,
    ...USER,
    subscriptions: [TOPIC],
    clientId: 'aislegate-edge-corner-business',
    clock,
    random,
    telemetry: new FakeTelemetry(),
    maxPayloadBytes: 65_536,
  });
  await source.start(async ({ payload }) => {
    kept.add(Buffer.from(payload).toString().trim());
  });
  return source;
}

async function round(broker: Mosquitto, edgeIsHere: boolean): Promise<Round> {
  const kept = new Set<string>();
  const first = await edge(broker.url, kept);
  if (!edgeIsHere) await first.close();
  const acknowledged = new Set<string>();
  const till = await connectAsync(broker.url, { ...USER, clientId: 'till-1', reconnectPeriod: 0 });
  till.on('error', () => undefined);
  const gone = new Promise<void>((resolve) => till.once('close', resolve));
  let said = 0;
  const say = (): void => {
    const receipt = String(said++);
    till.publish(TOPIC, receipt.padEnd(RECEIPT_BYTES), { qos: 1 }, (error) => {
      if (error) return;
      acknowledged.add(receipt);
      say();
    });
  };
  const startedAt = performance.now();
  for (let n = 0; n < IN_FLIGHT; n += 1) say();
  await pause(500 + 2000 * random.unit());
  await broker.kill();
  await gone;
  const seconds = (performance.now() - startedAt) / 1000;
  await till.endAsync(true);
  await broker.restart();
  const second = edgeIsHere ? first : await edge(broker.url, kept);
  while (!second.connected()) await pause(20);
  const closing = await connectAsync(broker.url, { ...USER, clientId: 'till-2' });
  await closing.publishAsync(TOPIC, 'the end', { qos: 1 });
  while (!kept.has('the end')) await pause(20);
  await closing.endAsync();
  await second.close();
  const lost = [...acknowledged].filter((receipt) => !kept.has(receipt)).length;
  return { acknowledged: acknowledged.size, lost, perSecond: acknowledged.size / seconds };
}

async function measure(name: string, settings: string, edgeIsHere: boolean): Promise<void> {
  const results: Round[] = [];
  for (let n = 0; n < rounds; n += 1) {
    const folder = mkdtempSync(join(tmpdir(), 'mosquitto-loss-'));
    const [port = 0] = await freePorts(1);
    const broker = await startMosquitto(folder, port, USER.username, USER.password, settings);
    try {
      results.push(await round(broker, edgeIsHere));
    } finally {
      await broker.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const sum = (of: (result: Round) => number): number => results.reduce((total, result) => total + of(result), 0);
  const cells = [
    name,
    edgeIsHere ? 'connected' : 'away',
    sum(({ acknowledged }) => acknowledged),
    sum(({ lost }) => lost),
    `${results.filter(({ lost }) => lost > 0).length} of ${rounds}`,
    Math.max(...results.map(({ lost }) => lost)),
    Math.round(sum(({ perSecond }) => perSecond) / rounds),
  ];
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}

process.stdout.write('| Mosquitto | edge | acknowledged | lost | rounds with a loss | most in a round | acknowledged per s |\n');
process.stdout.write('| --- | --- | --- | --- | --- | --- | --- |\n');
for (const { name, settings } of CONFIGURATIONS) {
  for (const edgeIsHere of [false, true]) await measure(name, settings, edgeIsHere);
}
