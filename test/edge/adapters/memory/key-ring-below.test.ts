import { expect, it } from 'vitest';
import { MemoryKeyRing } from '../../../../edge/adapters/memory/key-ring.ts';

it('reads the keys of a ring below, and destroys none there', async () => {
  const kept = new Map([['ada', Buffer.from([1])]]);
  const ring = new MemoryKeyRing(new Map(), new MemoryKeyRing(kept));
  expect(ring.get('ada')).toEqual(Buffer.from([1]));
  await ring.destroy('ada');
  expect([ring.get('ada'), kept.size]).toEqual([undefined, 1]);
});
