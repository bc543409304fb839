import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

interface Minute {
  readonly minute: number;
  readonly heapMb: number;
  readonly rssMb: number;
  readonly tables: { readonly topics: number; readonly devices: number };
  readonly visits: number;
}

const SOAK = fileURLToPath(new URL('../support/soak-random-addresses.ts', import.meta.url));

it('an hour of phones that change their address all the time leaves the memory of the shop as it was', { timeout: 300_000 }, async () => {
  const child = fork(SOAK, { execArgv: ['--expose-gc', '--import', 'tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const minutes: Minute[] = [];
  child.on('message', (minute) => minutes.push(minute as Minute));
  await once(child, 'exit');
  expect(minutes).toHaveLength(60);
  const settled = minutes.slice(9);
  const growth = (of: (minute: Minute) => number) => Math.max(...settled.map(of)) - of(settled[0] as Minute);
  const figures = { heap: growth(({ heapMb }) => heapMb), rss: growth(({ rssMb }) => rssMb) };
  console.info(`grown from minute 10 to 60 by at most: heap ${figures.heap.toFixed(1)} MB, process ${figures.rss.toFixed(1)} MB`);
  expect(figures.heap).toBeLessThan(10);
  expect(figures.rss).toBeLessThan(40);
  expect(Math.max(...settled.map(({ tables }) => tables.topics))).toBeLessThanOrEqual(2 * 8192);
  expect(Math.max(...settled.map(({ tables }) => tables.devices))).toBeLessThanOrEqual(2 * 30_000);
  // The member who carries a tag among them is still there.
  expect(minutes.at(-1)?.visits).toBe(1);
});
