import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Grant, grantAfter, NO_GRANT, replyOf } from '../../../../cloud/budgets/grant.ts';
import type { Campaign, LeaseReply, LeaseRequest } from '../../../../contract/offers/budget.ts';
import { BUDGET_PREFIX, createBudgets, MEMBER_BUDGET_PREFIX } from '../../../../edge/offers/budgets/budgets.ts';
import type { StateChange } from '../../../../edge/ports/journal.ts';
import { anOffer, NOON_MS } from '../rules/made-up-moment.ts';

const MINUTE_MS = 60_000;
const SHOPS = 3;
const TOTAL = 6;
const ANNA = 'a'.repeat(32);
const OFFER = anOffer({ cost: 1.5 });

type Step =
  | {
      readonly do: 'offer' | 'show' | 'drop' | 'ask' | 'end' | 'deliver' | 'repeat' | 'restart' | 'back-up' | 'put-back';
      readonly shop: number;
    }
  | { readonly do: 'wait'; readonly shop: number };

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(
    'offer',
    'offer',
    'show',
    'show',
    'ask',
    'ask',
    'deliver',
    'deliver',
    'drop',
    'repeat',
    'end',
    'restart',
    'back-up',
    'put-back',
    'wait',
  ),
  shop: fc.integer({ min: 0, max: SHOPS - 1 }),
});

/** Shops and headquarters with a network between them that loses, doubles and holds up what is sent. */
function world(campaign: Campaign) {
  let now = NOON_MS;
  let decisions = 0;
  let spentEver = 0;
  const grants = new Map<number, Grant>();
  const shops = Array.from({ length: SHOPS }, () => ({
    disk: new Map<string, object>(),
    backup: undefined as Map<string, object> | undefined,
    held: [] as string[],
    onTheWay: [] as LeaseRequest[],
    heard: [] as LeaseRequest[],
    budgets: createBudgets({ saved: [], savedOfMembers: [], startedAt: now, dayOf: () => 'today' }),
  }));

  function answer(shop: number, request: LeaseRequest): LeaseReply {
    const others = [...grants].reduce((sum, [other, { granted }]) => sum + (other === shop ? 0 : granted), 0);
    const after = grantAfter(grants.get(shop) ?? NO_GRANT, request, { campaign, others, now });
    grants.set(shop, after);
    return replyOf(campaign.id, after);
  }

  return {
    spentEver: () => spentEver,
    granted: () => [...grants.values()].reduce((sum, { granted }) => sum + granted, 0),
    run({ do: what, shop: number }: Step): void {
      const shop = shops[number];
      if (!shop) return;
      const write = (changes: readonly StateChange[]): void => {
        for (const { key, value } of changes)
          value === undefined ? shop.disk.delete(key) : shop.disk.set(key, JSON.parse(JSON.stringify(value)));
      };
      const start = (): void => {
        const entries = (prefix: string) => [...shop.disk].flatMap(([key, value]) => (key.startsWith(prefix) ? [{ key, value }] : []));
        const saved = { saved: entries(BUDGET_PREFIX), savedOfMembers: entries(MEMBER_BUDGET_PREFIX) };
        shop.budgets = createBudgets({ ...saved, startedAt: now, dayOf: () => 'today' });
      };
      now += 1000;
      switch (what) {
        case 'offer': {
          if (shop.budgets.refusals(campaign, OFFER, ANNA, now).length > 0) return;
          decisions += 1;
          const id = decisions.toString(16).padStart(32, '0');
          write(shop.budgets.hold(id, campaign, OFFER, now, ANNA, now));
          shop.held.push(id);
          return;
        }
        case 'show': {
          const changes = shop.budgets.shown(shop.held.pop() ?? '', now);
          if (changes.length > 0) spentEver += campaign.unit === 'money' ? 1.5 : 1;
          write(changes);
          return;
        }
        case 'drop':
          shop.onTheWay.shift();
          now += 3 * MINUTE_MS;
          write(shop.budgets.lapse(now));
          return;
        case 'ask': {
          for (const request of shop.budgets.leases.requests([campaign], now)) {
            shop.heard.push(request);
            write(shop.budgets.leases.answered(request, answer(number, request)));
          }
          return;
        }
        // The campaign is over for this shop, for a while: what it gives back may be lost, or come late.
        case 'end': {
          const { changes, requests } = shop.budgets.leases.givenBack(new Set(), now);
          write(changes);
          shop.onTheWay.push(...requests, ...shop.budgets.leases.requests([campaign], now));
          return;
        }
        case 'deliver': {
          const request = shop.onTheWay.shift();
          // The shop gave up waiting: the answer is lost.
          if (request) answer(number, request);
          return;
        }
        case 'repeat': {
          const request = shop.heard.at(-1);
          if (request) answer(number, request);
          return;
        }
        case 'restart':
          start();
          return;
        case 'back-up':
          shop.backup = new Map(shop.disk);
          return;
        case 'put-back':
          if (!shop.backup) return;
          // Nobody notices a loss and puts a backup back within a quarter of an hour.
          now += 16 * MINUTE_MS;
          shop.disk = new Map(shop.backup);
          shop.held = [];
          start();
          return;
        case 'wait':
          now += 6 * MINUTE_MS;
      }
    },
  };
}

it.each(['exposures', 'money'] as const)(
  'a budget in %s is never overspent, whatever is lost, doubled, late, restarted or put back',
  (unit) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 300 }), (steps) => {
        const chain = world({ type: 'campaign', id: 'summer', name: 'Summer', unit, total: TOTAL, grant: 3 });
        for (const one of steps) {
          chain.run(one);
          expect(chain.granted()).toBeLessThanOrEqual(TOTAL + 1e-9);
        }
        expect(chain.spentEver()).toBeLessThanOrEqual(TOTAL + 1e-9);
      }),
      { numRuns: 500 },
    );
  },
);

it('a budget that everybody can reach is spent to its end', () => {
  const chain = world({ type: 'campaign', id: 'summer', name: 'Summer', unit: 'exposures', total: TOTAL, grant: 3 });
  for (let n = 0; n < 200; n++) {
    for (let shop = 0; shop < SHOPS; shop++) for (const what of ['ask', 'offer', 'show', 'wait'] as const) chain.run({ do: what, shop });
  }
  expect(chain.spentEver()).toBe(TOTAL);
});

it('a shop whose backup is put back does not spend a second time what it spent since', () => {
  const chain = world({ type: 'campaign', id: 'summer', name: 'Summer', unit: 'exposures', total: TOTAL, grant: 3 });
  const shop = 0;
  const spend = (): void => {
    for (let n = 0; n < TOTAL; n++) for (const what of ['offer', 'show'] as const) chain.run({ do: what, shop });
  };
  for (const what of ['ask', 'back-up'] as const) chain.run({ do: what, shop });
  spend();
  chain.run({ do: 'put-back', shop });
  spend();
  expect(chain.spentEver()).toBe(3);
  for (let n = 0; n < 20; n++) {
    chain.run({ do: 'ask', shop });
    spend();
  }
  expect(chain.spentEver()).toBe(TOTAL);
});
