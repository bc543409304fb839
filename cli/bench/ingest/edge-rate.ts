import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { wrongUse } from '../../command.ts';
import { type Figure, pairedMedians, RUNS } from '../figure.ts';
import { freePort } from './free-port.ts';
import { need, script } from './programs.ts';
import { openShop } from './shop-under-load.ts';

/** How long and how often is measured. */
export interface Effort {
  readonly runs: number;
  readonly warmUpMs: number;
  readonly windowMs: number;
}

const EFFORT: Effort = { runs: RUNS, warmUpMs: 2000, windowMs: 5000 };
const PUBLISHER_CORE = 0;
const SUBSCRIBER_CORE = 1;

/**
 * Messages per second that the running edge takes, whole pipeline on, beside those that a bare mqtt.js subscriber takes: the same
 * Mosquitto, the same flood, one after the other on the same core. CLI_USAGE where the machine lacks a core or a program.
 */
export async function edgeRate(say: (line: string) => void, effort = EFFORT): Promise<readonly Figure[]> {
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
    const runs: { ours: Rate; reference: Rate }[] = [];
    for (let run = 1; run <= effort.runs; run += 1) {
      const reference = await bareRate(url, flood, effort);
      const ours = await shopRate(join(folder, 'data'), url, flood, effort);
      say(`run ${run} of ${effort.runs}: the edge ${told(ours)}, a bare subscriber ${told(reference)}`);
      runs.push({ ours, reference });
    }
    return [ratesBeside(runs), costsBeside(runs)];
  } finally {
    for (const child of children) child.kill('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
}

function ratesBeside(runs: readonly { ours: Rate; reference: Rate }[]): Figure {
  const { value, reference, ratio } = pairedMedians(
    runs.map(({ ours, reference: bare }) => ({ ours: ours.perSecond, reference: bare.perSecond })),
  );
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
}

/** Where the broker is the slowest of the three, both take the same, and what tells them apart is the time of the processor. */
function costsBeside(runs: readonly { ours: Rate; reference: Rate }[]): Figure {
  const { value, reference, ratio } = pairedMedians(
    runs.map(({ ours, reference: bare }) => ({ ours: ours.cpuMicroseconds, reference: bare.cpuMicroseconds })),
  );
  return {
    id: 'edge-mqtt-cpu-us',
    what: 'processor time of the edge for each of these messages',
    value,
    unit: 'µs',
    better: 'lower',
    reference: { name: 'bare mqtt.js subscriber', value: reference, unit: 'µs' },
    ratio,
  };
}

const told = ({ perSecond, cpuMicroseconds }: Rate): string => `${Math.round(perSecond)}/s at ${cpuMicroseconds.toFixed(1)} µs`;

interface Rate {
  readonly perSecond: number;
  /** Of all threads of the process, for each message. */
  readonly cpuMicroseconds: number;
}

interface Counted {
  readonly pid: number;
  count(): Promise<{ taken: number; atMs: number }>;
}

async function bareRate(url: string, flood: ChildProcess, effort: Effort): Promise<Rate> {
  const subscriber = node('bare-subscriber', url, SUBSCRIBER_CORE);
  await once(subscriber, 'message');
  const count = async (): Promise<{ taken: number; atMs: number }> => {
    subscriber.send('count');
    const [taken] = (await once(subscriber, 'message')) as [number];
    return { taken, atMs: performance.now() };
  };
  try {
    // taskset becomes the program that it starts: the process keeps its number.
    return await rate({ pid: subscriber.pid ?? 0, count }, flood, effort);
  } finally {
    subscriber.kill('SIGTERM');
    await once(subscriber, 'exit');
  }
}

async function shopRate(data: string, url: string, flood: ChildProcess, effort: Effort): Promise<Rate> {
  const shop = await openShop(data, url, { shop: SUBSCRIBER_CORE, others: PUBLISHER_CORE });
  try {
    return await rate(shop, flood, effort);
  } finally {
    await shop.close();
  }
}

async function rate({ pid, count }: Counted, flood: ChildProcess, { warmUpMs, windowMs }: Effort): Promise<Rate> {
  flood.send('go');
  try {
    await delay(warmUpMs);
    const cpuBefore = cpuMs(pid);
    const first = await count();
    await delay(windowMs);
    const last = await count();
    const taken = last.taken - first.taken;
    return { perSecond: (taken * 1000) / (last.atMs - first.atMs), cpuMicroseconds: ((cpuMs(pid) - cpuBefore) * 1000) / taken };
  } finally {
    flood.send('halt');
    await delay(warmUpMs);
  }
}

/** User and system time of a process (proc(5), `stat`, fields 14 and 15, in hundredths of a second). */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
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
