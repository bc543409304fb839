import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Grant, grantAfter, NO_GRANT, replyOf } from '../../cloud/budgets/grant.ts';
import type { Campaign } from '../../contract/offers/budget.ts';
import { PURPOSES } from '../../contract/records.ts';
import type { Site } from '../../contract/site.ts';
import { ADA, SITE, TAG, World } from '../support/virtual-shop.ts';

/** Nobody is held back but by the budget. */
const site: Site = { ...SITE, settings: { offers: { exploreShare: 0, mostPerDay: 1000, restMs: 0, gapMs: 5000 } } };
const TWICE: Campaign = { type: 'campaign', id: 'spring', name: 'Spring', unit: 'exposures', perMember: 2 };

let [lyon, metz]: [World, World] = [new World(site), new World(site)];
let grants: Map<World, Grant>;

/** Two shops of a chain, and a headquarters that grants both of them what is for one member. */
beforeEach(async () => {
  grants = new Map();
  [lyon, metz] = [new World(site), new World(site)];
  for (const shop of [lyon, metz]) {
    onTestFinished(() => shop.close());
    shop.member(PURPOSES);
    shop.headquarters.change('config', 'all.campaign-spring', TWICE);
    for (const id of ['w1', 'w2', 'w3']) shop.offer(id, 'wine');
    shop.headquarters.grants = (request) => {
      const others = [...grants].reduce((sum, [other, { granted }]) => sum + (other === shop ? 0 : granted), 0);
      const moment = { unit: TWICE.unit, limit: TWICE.perMember ?? 0, others, now: shop.clock.nowMs() };
      const after = grantAfter(grants.get(shop) ?? NO_GRANT, request, moment);
      grants.set(shop, after);
      return replyOf(request, after);
    };
    await shop.open();
  }
});

/** She is at the wines of a shop for so long, and goes, while time passes in the other. */
async function visits(shop: World, seconds: number): Promise<void> {
  await shop.stays('w1', seconds, TAG);
  await shop.stays('s1', 10, TAG);
  for (const other of [lyon, metz]) await other.pass(lyon.clock.nowMs() + metz.clock.nowMs() - 2 * other.clock.nowMs());
}

async function hoursPass(ms: number): Promise<void> {
  for (const shop of [lyon, metz]) await shop.pass(ms);
}

const chosen = (shop: World) => shop.facts('decision').map(({ chosen: offer }) => offer);
const refusedBecause = (shop: World) =>
  shop
    .facts('decision')
    .at(-1)
    ?.refused.flatMap(({ reason, rule }) => (rule === 'spring' ? [reason] : []));
const isShownAll = (shop: World): number => shop.facts('exposure').filter(({ subject }) => subject === ADA).length;

describe('a member of whom a campaign may show offers twice', () => {
  it('is shown one as soon as she comes in, the first time, and one in the other shop, and no third', async () => {
    await visits(lyon, 8);
    expect(chosen(lyon)[0]).toBe('w1');
    expect(isShownAll(lyon)).toBe(1);
    await hoursPass(20 * 60_000);
    expect(grants.get(lyon)).toMatchObject({ granted: 1, spent: 1 });
    await visits(metz, 90);
    expect(isShownAll(metz)).toBe(1);
    expect(refusedBecause(metz)).toEqual(['MEMBER_BUDGET_SPENT']);
    await hoursPass(20 * 60_000);
    await visits(lyon, 90);
    expect([isShownAll(lyon), isShownAll(metz)]).toEqual([1, 1]);
  });

  it('is shown them in a shop that is cut off if she was there before, and is not in one where she never was', async () => {
    await visits(lyon, 8);
    for (const shop of [lyon, metz]) shop.headquarters.cut();
    await hoursPass(20 * 60_000);
    await visits(metz, 90);
    expect([isShownAll(metz), refusedBecause(metz)]).toEqual([0, ['MEMBER_BUDGET_NOT_GRANTED']]);
    await visits(lyon, 8);
    expect(isShownAll(lyon)).toBe(2);
    for (const shop of [lyon, metz]) shop.headquarters.restore();
    await hoursPass(20 * 60_000);
    await visits(metz, 90);
    expect([isShownAll(metz), refusedBecause(metz)]).toEqual([0, ['MEMBER_BUDGET_SPENT']]);
  });

  it('is shown no third one where a shop was restarted with her in it', async () => {
    await visits(lyon, 8);
    await lyon.close();
    await lyon.pass(700);
    await lyon.open();
    await visits(lyon, 90);
    expect(isShownAll(lyon)).toBe(2);
    await visits(metz, 90);
    expect(isShownAll(metz)).toBe(0);
  });
});
