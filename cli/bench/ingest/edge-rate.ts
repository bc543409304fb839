import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { wrongUse } from '../../command.ts';
import { type Figure, pairedMedians, RUNS } from '../figure.ts';
import { freePort } from './free-port.ts';
import { need, script } from './programs.ts';
import { openShop } from './shop-under-load.ts';

const WARM_UP_MS = 2000;
const WINDOW_MS = 5000;
const PUBLISHER_CORE = 0;
const SUBSCRIBER_CORE = 1;

/**
 * Messages per second that the running edge takes, whole pipeline on, beside those that a bare mqtt.js subscriber takes: the same
 * Mosquitto, the same flood, one after the other on the same core.
 */
export async function edgeRate(say: (line: string) => void): Promise<Figure> {
  if (availableParallelism() < 2)
    throw wrongUse('This bench needs two cores: one for the publisher and the broker, one for the subscriber.');
  const folder = await mkdtemp(join(tmpdir(), 'aislegate-bench-'));
  const children: ChildProcess[] = [];
  try {
    const port = await freePort();
    const url = `mqtt://127.0.0.1:${port}`;
    children.push(await mosquitto(folder, port));
    const flood = node('flood', url, PUBLISHER_CORE);
    children.push(flood);
    await once(flood, 'message');
    const runs: { ours: number; reference: number }[] = [];
    for (let run = 1; run <= RUNS; run += 1) {
      const reference = await bareRate(url, flood);
      const ours = await shopRate(join(folder, 'data'), url, flood);
      say(`run ${run} of ${RUNS}: edge ${Math.round(ours)}/s, bare subscriber ${Math.round(reference)}/s`);
      runs.push({ ours, reference });
    }
    const { value, reference, ratio } = pairedMedians(runs);
    return {
      id: 'edge-mqtt-vs-bare',
      what: 'messages the running edge takes from Mosquitto at QoS 0',
      value,
      unit: 'messages/s',
      better: 'higher',
      bar: 0.7,
      reference: { name: 'bare mqtt.js subscriber', value: reference, unit: 'messages/s' },
      ratio,
    };
  } finally {
    for (const child of children) child.kill('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
}

async function bareRate(url: string, flood: ChildProcess): Promise<number> {
  const subscriber = node('bare-subscriber', url, SUBSCRIBER_CORE);
  await once(subscriber, 'message');
  const count = async (): Promise<{ taken: number; atMs: number }> => {
    subscriber.send('count');
    const [taken] = (await once(subscriber, 'message')) as [number];
    return { taken, atMs: performance.now() };
  };
  try {
    return await rate(count, flood);
  } finally {
    subscriber.kill('SIGTERM');
    await once(subscriber, 'exit');
  }
}

async function shopRate(data: string, url: string, flood: ChildProcess): Promise<number> {
  const shop = await openShop(data, url, { shop: SUBSCRIBER_CORE, others: PUBLISHER_CORE });
  try {
    return await rate(shop.taken, flood);
  } finally {
    await shop.close();
  }
}

async function rate(count: () => Promise<{ taken: number; atMs: number }>, flood: ChildProcess): Promise<number> {
  flood.send('go');
  try {
    await delay(WARM_UP_MS);
    const first = await count();
    await delay(WINDOW_MS);
    const last = await count();
    return ((last.taken - first.taken) * 1000) / (last.atMs - first.atMs);
  } finally {
    flood.send('halt');
    await delay(WARM_UP_MS);
  }
}

async function mosquitto(folder: string, port: number): Promise<ChildProcess> {
  const config = join(folder, 'mosquitto.conf');
  const user = process.getuid?.() === 0 ? 'user root\n' : '';
  await writeFile(config, `${user}listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nlog_dest stderr\n`);
  const child = spawn(need('taskset', 'util-linux'), ['-c', String(PUBLISHER_CORE), need('mosquitto', 'mosquitto'), '-c', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const chunk of child.stderr) if (/version \S+ running/u.test(String(chunk))) break;
  return child;
}

function node(name: string, url: string, core: number): ChildProcess {
  return spawn(need('taskset', 'util-linux'), ['-c', String(core), process.execPath, script(name), url], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}
