import { expect, it } from 'vitest';
import { Slot } from '../../../../edge/presence/counts/slot.ts';

it('keeps a level of each listener, between the mean and the strongest of what it heard', () => {
  const slot = new Slot(7);
  slot.add(3, { t: 70_500 }, -60);
  slot.add(1, { t: 71_000 }, -80);
  slot.add(3, { t: 70_100 }, -70);
  expect([slot.index, slot.firstMs, slot.lastMs]).toEqual([7, 70_100, 71_000]);
  expect([slot.levelDbm(3), slot.levelDbm(1), slot.levelDbm(2)]).toEqual([-62.5, -80, undefined]);
  expect(slot.heard()).toEqual([
    { listener: 1, rssiDbm: -80 },
    { listener: 3, rssiDbm: -62.5 },
  ]);
});

it('takes a contact of unknown strength for one from nearby, and tells an engine no strength', () => {
  const slot = new Slot(7);
  slot.add(2, { t: 70_000 }, undefined);
  expect(slot.levelDbm(2)).toBe(-70);
  expect(slot.heard()).toEqual([{ listener: 2 }]);
});

it('keeps the latest of the positions that a cloud tells', () => {
  const slot = new Slot(7);
  slot.add(1, { t: 72_000, position: { x: 5, y: 5 } }, -60);
  slot.add(2, { t: 71_000, position: { x: 1, y: 1 } }, -70);
  expect(slot.heard()).toEqual([
    { listener: 1, rssiDbm: -60, position: { x: 5, y: 5 } },
    { listener: 2, rssiDbm: -70 },
  ]);
});
