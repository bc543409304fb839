import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openSlotFile, type SlotFile } from '../../platform/slot-file.ts';
import { isSlotFile } from '../../platform/slot-head.ts';
import { hexId } from '../support/facts.ts';
import { nearlyFullDisk } from '../support/nearly-full-disk.ts';
import { tempFolder } from '../support/temp-folder.ts';

const key = Buffer.alloc(96, 7);
const [anna, bob, carol, dave] = [1, 2, 3, 4].map((n) => hexId(2, n)) as [string, string, string, string];
const content = (n: number): Buffer => Buffer.alloc(32, n);
const position = (slot: number): number => (slot + 1) * 48;
const slotFile = (): string => join(tempFolder(), 'slots.bin');

async function withThree(path: string): Promise<SlotFile> {
  const slots = await openSlotFile({ path, key });
  await slots.put(new Map([anna, bob, carol].map((subject, at) => [subject, [content(at + 1)]])));
  return slots;
}

it('nothing stands in the file in clear, and equal contents do not look alike', async () => {
  const path = slotFile();
  const slots = await openSlotFile({ path, key });
  await slots.put(new Map([anna, bob].map((subject) => [subject, [content(5)]])));
  await slots.close();
  const bytes = readFileSync(path);
  expect([anna, bob].map((subject) => bytes.includes(Buffer.from(subject, 'hex')))).toEqual([false, false]);
  expect(bytes.includes(content(5).subarray(0, 16))).toBe(false);
  expect(bytes.subarray(position(0) + 16, position(1))).not.toEqual(bytes.subarray(position(1) + 16, position(2)));
});

it('no byte of what is destroyed is left, on disk or in memory, and its place is used again', async () => {
  const path = slotFile();
  const slots = await withThree(path);
  const before = readFileSync(path).subarray(position(1), position(2));
  await slots.destroy(bob);
  expect(readFileSync(path).includes(before)).toBe(false);
  expect(readFileSync(path).subarray(position(1), position(2))).toEqual(Buffer.alloc(48));
  expect(Buffer.from(slots.image).subarray(48, 96)).toEqual(Buffer.alloc(48));
  expect([slots.size(), slots.slotCount(), slots.subjectOf(1), slots.first(bob)]).toEqual([2, 3, undefined, undefined]);
  await slots.put(new Map([[dave, [content(4)]]]));
  expect([slots.slotsOf(dave), slots.slotCount(), statSync(path).size]).toEqual([[1], 3, position(3)]);
  await slots.close();
});

it('the image is as long as the file even where nothing but free slots ends it', async () => {
  const path = slotFile();
  const before = await withThree(path);
  for (const subject of [anna, bob, carol]) await before.destroy(subject);
  await before.close();
  const slots = await openSlotFile({ path, key });
  expect(slots.slotCount()).toBe(3);
  expect(Buffer.from(slots.image).subarray(0, 3 * 48)).toEqual(Buffer.alloc(3 * 48));
  await slots.close();
});

it('a subject has exactly the contents that were put last, and those that stayed keep their slots', async () => {
  const slots = await withThree(slotFile());
  await slots.put(new Map([[anna, [content(1), content(8), content(9)]]]));
  expect(slots.slotsOf(anna).toSorted()).toEqual([0, 3, 4]);
  await slots.put(new Map([[anna, [content(9), content(1)]]]));
  expect(
    slots
      .slotsOf(anna)
      .map((slot) => [slot, slots.contentOf(slot)[0]])
      .toSorted(),
  ).toEqual([
    [0, 1],
    [4, 9],
  ]);
  await slots.put(new Map([[anna, []]]));
  expect([slots.slotsOf(anna), slots.size()]).toEqual([[], 2]);
  await slots.close();
});

it('content of a slot may be amended while it belongs to its subject', async () => {
  const path = slotFile();
  const slots = await withThree(path);
  await slots.amend(bob, 1, content(6));
  await slots.amend(bob, 0, content(7));
  await slots.close();
  const again = await openSlotFile({ path, key });
  expect([again.first(anna), again.first(bob)]).toEqual([content(1), content(6)]);
  await again.close();
});

it('a start or an append that the power cut short loses only itself', async () => {
  const path = slotFile();
  writeFileSync(path, Buffer.alloc(20));
  await (await withThree(path)).close();
  appendFileSync(path, Buffer.alloc(17, 1));
  const slots = await openSlotFile({ path, key });
  expect(slots.size()).toBe(3);
  await slots.put(new Map([[dave, [content(4)]]]));
  await slots.close();
  const again = await openSlotFile({ path, key });
  expect([again.size(), again.first(dave)]).toEqual([4, content(4)]);
  await again.close();
});

it('a slot of which only a part was written or destroyed is free, and the rest of it is overwritten', async () => {
  const path = slotFile();
  await (await withThree(path)).close();
  const bytes = readFileSync(path);
  bytes.fill(0, position(1) + 32, position(2));
  writeFileSync(path, bytes);
  const slots = await openSlotFile({ path, key });
  expect([slots.first(anna), slots.first(bob), slots.first(carol)]).toEqual([content(1), undefined, content(3)]);
  expect(readFileSync(path).subarray(position(1), position(2))).toEqual(Buffer.alloc(48));
  await slots.put(new Map([[dave, [content(4)]]]));
  expect(slots.slotsOf(dave)).toEqual([1]);
  await slots.close();
});

it('another key, and another file, are told as such and changed in nothing', async () => {
  const path = slotFile();
  await (await withThree(path)).close();
  const bytes = readFileSync(path);
  await expect(openSlotFile({ path, key: Buffer.alloc(96, 8) })).rejects.toMatchObject({ code: 'JRN_KEYS_LOCKED' });
  expect(readFileSync(path)).toEqual(bytes);
  const other = slotFile();
  writeFileSync(other, Buffer.alloc(480, 1));
  await expect(openSlotFile({ path: other, key })).rejects.toMatchObject({ code: 'JRN_KEYS_UNREADABLE' });
  expect([await isSlotFile(path), await isSlotFile(other), await isSlotFile(slotFile())]).toEqual([true, false, false]);
});

it('what a full disk took only a part of is refused, and gone again before anybody is erased, though the disk is full still', async () => {
  const path = slotFile();
  const slots = await withThree(path);
  const roomAgain = await nearlyFullDisk(path, 48 + 20);
  await expect(slots.put(new Map([dave, hexId(2, 5)].map((subject) => [subject, [content(9)]])))).rejects.toThrow('ENOSPC');
  expect([slots.size(), slots.first(dave)]).toEqual([3, undefined]);
  expect(statSync(path).size).toBe(position(3) + 48 + 20);
  const torn = readFileSync(path).subarray(position(3), position(4));
  await slots.destroy(dave);
  expect([readFileSync(path).includes(torn), statSync(path).size]).toEqual([false, position(3)]);
  await slots.destroy(anna);
  roomAgain();
  await slots.put(new Map([[dave, [content(4)]]]));
  await slots.close();
  const again = await openSlotFile({ path, key });
  expect([anna, bob, carol, dave].map((subject) => again.first(subject)?.[0])).toEqual([undefined, 2, 3, 4]);
  await again.close();
});

it('content that could not be replaced is the old one after a restart, too', async () => {
  const path = slotFile();
  const slots = await withThree(path);
  const roomAgain = await nearlyFullDisk(path, 0);
  await expect(slots.put(new Map([[bob, [content(7), content(8)]]]))).rejects.toThrow('ENOSPC');
  roomAgain();
  await slots.destroy(anna);
  await slots.close();
  const again = await openSlotFile({ path, key });
  expect([anna, bob, carol].map((subject) => again.slotsOf(subject).map((slot) => again.contentOf(slot)[0]))).toEqual([[], [2], [3]]);
  await again.close();
});

it('only the owner may read the file', async () => {
  const path = slotFile();
  await (await openSlotFile({ path, key })).close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('refuses what is no subject, no content and no key', async () => {
  const slots = await openSlotFile({ path: slotFile(), key });
  await expect(slots.put(new Map([['anna', [content(1)]]]))).rejects.toThrow('32 hex');
  await expect(slots.put(new Map([['0'.repeat(32), [content(1)]]]))).rejects.toThrow('random');
  await expect(slots.put(new Map([[anna, [Buffer.alloc(31)]]]))).rejects.toThrow('32 bytes');
  await expect(async () => slots.amend(anna, 0, Buffer.alloc(1))).rejects.toThrow('32 bytes');
  await slots.close();
  await expect(openSlotFile({ path: slotFile(), key: Buffer.alloc(64) })).rejects.toThrow('96 bytes');
});

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');
const subjectOf = (n: number): string => `07${hex(n % 256, 8)}${hex(n + 1, 22)}`;

it('holds what a map would, whatever is put and destroyed in whatever order, and after a restart', async () => {
  // Few subjects that begin alike, so that they meet in the index; more of them at once than a batch of writing takes.
  const subject = fc.nat({ max: 9_000 }).map(subjectOf);
  const put = fc.array(fc.tuple(subject, fc.array(fc.nat({ max: 250 }), { maxLength: 3 })), { maxLength: 30 });
  const step = fc.oneof(
    put.map((list) => ({ put: list })),
    subject.map((one) => ({ destroy: one })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const path = slotFile();
      const slots = await openSlotFile({ path, key });
      const model = new Map<string, number[]>([...Array(2_100).keys()].map((n) => [subjectOf(n * 4), [n % 250]]));
      const bytesOf = (numbers: readonly number[]): Buffer[] => numbers.map((n) => content(n + 1));
      await slots.put(new Map([...model].map(([one, numbers]) => [one, bytesOf(numbers)])));
      for (const taken of steps) {
        if ('destroy' in taken) {
          await slots.destroy(taken.destroy);
          model.delete(taken.destroy);
        } else {
          await slots.put(new Map(taken.put.map(([one, numbers]) => [one, bytesOf(numbers)])));
          for (const [one, numbers] of taken.put) model.set(one, numbers);
        }
      }
      const told = (file: SlotFile): unknown =>
        [...model.keys()].map((one) =>
          file
            .slotsOf(one)
            .map((slot) => (file.contentOf(slot)[0] ?? 0) - 1)
            .toSorted((a, b) => a - b),
        );
      const expected = [...model.values()].map((numbers) => numbers.toSorted((a, b) => a - b));
      expect(told(slots)).toEqual(expected);
      await slots.close();
      const again = await openSlotFile({ path, key });
      expect(told(again)).toEqual(expected);
      expect(again.size()).toBe(expected.flat().length);
      await again.close();
    }),
    { numRuns: 8 },
  );
});

it('takes less than 60 bytes of memory a slot', async () => {
  const slots = await openSlotFile({ path: slotFile(), key });
  const count = 200_000;
  const random = (n: number): string =>
    ((BigInt(n + 1) * 0x9e3779b97f4a7c15f39cc0605cedc835n) % (1n << 128n)).toString(16).padStart(32, '0');
  await slots.put(new Map(Array.from({ length: count }, (_, n) => [random(n), [content(1)]])));
  expect(slots.memoryBytes() / count).toBeLessThan(60);
  await slots.close();
});
