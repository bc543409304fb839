import { describe, expect, it } from 'vitest';
import { tokenOf } from '../../../../contract/app-token.ts';
import { MemorySecretSlots } from '../../../../edge/adapters/memory/secret-slots.ts';
import { contentOf } from '../../../../edge/identity/recognition/secret-slot.ts';
import { viewOf } from '../../../../edge/identity/recognition/secret-slots.ts';
import { TableMaker } from '../../../../edge/identity/recognition/table-maker.ts';
import { findToken } from '../../../../edge/identity/recognition/token-table.ts';
import { hexId } from '../../../support/facts.ts';

const WINDOW = 1_888_888;
const keyOf = (n: number): string => hexId(7, n);

function makerOver(slots: MemorySecretSlots): TableMaker {
  return new TableMaker(
    () => viewOf(slots),
    (bytes) => new ArrayBuffer(bytes),
  );
}

async function come(slots: MemorySecretSlots, from: number, to: number, identifier: (n: number) => string): Promise<number[]> {
  const members = Array.from({ length: to - from }, (_, i) => from + i);
  const contents = members.map(
    (n) => [hexId(2, n + 1), [contentOf({ identifier: identifier(n), device: 0 }) ?? new Uint8Array(32)]] as const,
  );
  await slots.put(new Map(contents));
  return contents.flatMap(([subject]) => [...slots.slotsOf(subject)]);
}

describe('a table of tokens', () => {
  it('grows with the members who come, and finds each of them', async () => {
    const slots = new MemorySecretSlots();
    const maker = makerOver(slots);
    const token = (n: number) => `token-key:${keyOf(n)}`;
    await come(slots, 0, 10, token);
    const first = maker.token(WINDOW);
    const remade: number[] = [];
    for (let n = 10; n < 2000; n += 199) remade.push(...maker.enter(await come(slots, n, n + 199, token), false).windows);
    expect(remade).toContain(WINDOW);
    expect(maker.token(WINDOW).length).toBeGreaterThan(first.length);
    for (let n = 0; n < 2000; n += 1) {
      const words = new DataView(tokenOf(Buffer.from(keyOf(n), 'hex'), WINDOW).buffer);
      expect(findToken(maker.token(WINDOW), viewOf(slots), WINDOW, words)).toBe(n);
    }
  });

  it('takes the memory of one that is over', async () => {
    const slots = new MemorySecretSlots();
    const maker = makerOver(slots);
    const over = maker.token(WINDOW).buffer;
    maker.retire({ windows: [WINDOW] });
    expect(maker.token(WINDOW + 1).buffer).toBe(over);
    expect(maker.token(WINDOW + 2).buffer).not.toBe(over);
  });
});

describe('a table of ephemeral identifiers', () => {
  it('grows with the tags that come', async () => {
    const slots = new MemorySecretSlots();
    const maker = makerOver(slots);
    const first = maker.eid(10).length;
    const tags = await come(slots, 0, 50, (n) => `eid-key:${keyOf(n)}-4-0`);
    expect(maker.enter(tags, false).periods).toEqual([10]);
    expect(maker.eid(10).length).toBeGreaterThan(first);
  });
});

describe('the keys of addresses', () => {
  it('are ready before an address comes, and others are when they change', async () => {
    const slots = new MemorySecretSlots();
    const maker = makerOver(slots);
    maker.makeKeysReady();
    expect(maker.resolve(0x708194, 0x0dfbaa)).toEqual([]);
    maker.enter(await come(slots, 0, 1, () => 'irk:ec0234a357c8ad05341010a60a397d9b'), true);
    expect(maker.resolve(0x708194, 0x0dfbaa)).toEqual([{ slot: 0, reversed: false }]);
  });
});
