import { expect, it } from 'vitest';
import { createFloods } from '../../../edge/ingest/floods.ts';

const KEY = new Uint8Array(32).fill(7);
const T = 1_700_000_000_000;

it('counts what was dropped of a scanner and of a device, the worst first', () => {
  const floods = createFloods(KEY);
  const device = floods.add(undefined, T, 'wine', 'ble:dd8800003777');
  floods.add(device, T + 1, 'wine', 'ble:dd8800003777');
  floods.add(undefined, T, 'bakery');
  expect(floods.list(T + 2)).toMatchObject([
    { scanner: 'wine', since: T, lastAt: T + 1, dropped: 2 },
    { scanner: 'bakery', dropped: 1 },
  ]);
});

it('names a device by a pseudonym that stays, and that another key does not give', () => {
  const pseudonymOf = (key: Uint8Array) => createFloods(key).add(undefined, T, 'wine', 'ble:dd8800003777').device;
  expect(pseudonymOf(KEY)).toMatch(/^[0-9a-f]{12}$/u);
  expect(pseudonymOf(KEY)).toBe(pseudonymOf(KEY));
  expect(pseudonymOf(KEY)).not.toBe(pseudonymOf(new Uint8Array(32)));
  expect(pseudonymOf(KEY)).not.toContain('3777');
});

it('goes on with the count of a device that was forgotten in between', () => {
  const floods = createFloods(KEY);
  const before = floods.add(undefined, T, 'wine', 'ble:dd8800003777');
  expect(floods.add(undefined, T + 60_000, 'wine', 'ble:dd8800003777')).toBe(before);
});

it('shows a flood for ten minutes after its end', () => {
  const floods = createFloods(KEY);
  const flood = floods.add(undefined, T, 'wine');
  expect(floods.list(T + 600_000)).toHaveLength(1);
  expect(floods.list(T + 600_001)).toHaveLength(0);
  floods.add(flood, T + 700_000, 'wine');
  expect(floods.list(T + 700_000)).toMatchObject([{ dropped: 2 }]);
});

it('keeps fifty at most, and lets go of the one that is over for longest', () => {
  const floods = createFloods(KEY);
  for (let i = 0; i < 60; i += 1) floods.add(undefined, T + (i === 0 ? 1000 : i), `scanner-${i}`);
  const kept = floods.list(T + 1000).map(({ scanner }) => scanner);
  expect(kept).toHaveLength(50);
  expect(kept).toContain('scanner-0');
  expect(kept).not.toContain('scanner-1');
});
