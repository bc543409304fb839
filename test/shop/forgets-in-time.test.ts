import { beforeEach, describe, expect, it } from 'vitest';
import { PURPOSES } from '../../contract/records.ts';
import { ADA, World } from '../support/virtual-shop.ts';

let world: World;
beforeEach(async () => {
  world = new World();
  world.member(PURPOSES);
  world.offer('wine-5', 'wine');
  await world.open();
  await world.walk('w1', 40);
  await world.pass(1000);
});

const isRemembered = (): boolean => [...world.disk.state.keys()].includes(`shown/${ADA}`);

describe('what somebody was shown', () => {
  it('is known for as long as the shop may know it', async () => {
    expect(isRemembered()).toBe(true);
    expect(await world.shop.forgetOffersBefore(world.clock.nowMs() - 3_600_000)).toBe(0);
    expect(isRemembered()).toBe(true);
  });

  it('is forgotten then, in memory and on the disk', async () => {
    await world.pass(3_600_000);
    expect(await world.shop.forgetOffersBefore(world.clock.nowMs())).toBe(1);
    expect(isRemembered()).toBe(false);
    expect(await world.shop.forgetOffersBefore(world.clock.nowMs())).toBe(0);
  });
});
