import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Grant, grantAfter, NO_GRANT, replyOf } from '../../../../cloud/budgets/grant.ts';
import type { Campaign, LeaseReply, LeaseRequest } from '../../../../contract/offers/budget.ts';
import { MEMBER_BUDGET_PREFIX } from '../../../../edge/offers/budgets/accounts.ts';
import { BUDGET_PREFIX, createBudgets } from '../../../../edge/offers/budgets/budgets.ts';
import type { StateChange } from '../../../../edge/ports/journal.ts';
import { anOffer, NOON_MS } from '../rules/made-up-moment.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const SHOPS = 2;
const TOTAL = 6;
const PER_MEMBER = 3;
const MEMBERS = ['a', 'b'].map((letter) => letter.repeat(32));
const OFFER = anOffer({ cost: 1.5 });

const COMMON = ['offer', 'show', 'spend', 'ask', 'come', 'deliver'] as const;
const RARE = ['drop', 'repeat', 'end', 'come-unheard', 'leave', 'leave-unheard', 'restart', 'back-up', 'put-back', 'wait', 'days'] as const;

interface Step {
  readonly do: (typeof COMMON)[number] | (typeof RARE)[number];
  readonly shop: number;
  readonly member?: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(...COMMON, ...COMMON, ...RARE),
  shop: fc.integer({ min: 0, max: SHOPS - 1 }),
  member: fc.integer({ min: 0, max: MEMBERS.length - 1 }),
});

/** Shops and headquarters with a network between them that loses, doubles and holds up what is sent. */
function world(campaign: Campaign) {
  let now = NOON_MS;
  let decisions = 0;
  const cost = campaign.unit === 'money' ? 1.5 : 1;
  const spentOn = new Map<string, number>();
  /** By member, or of the total. */
  const grants = new Map<string | undefined, Map<number, Grant>>();
  const shops = Array.from({ length: SHOPS }, () => ({
    disk: new Map<string, object>(),
    backup: new Map<string, object>(),
    held: [] as { readonly id: string; readonly subject: string }[],
    onTheWay: [] as LeaseRequest[],
    heard: [] as LeaseRequest[],
    budgets: createBudgets({ saved: [], savedOfMembers: [], startedAt: now, dayOf: () => 'today' }),
  }));
  const sum = (numbers: Iterable<number>): number => [...numbers].reduce((all, one) => all + one, 0);

  function answer(shop: number, request: LeaseRequest): LeaseReply {
    const { member } = request;
    const granted = grants.get(member) ?? new Map<number, Grant>();
    grants.set(member, granted);
    const others = sum([...granted].map(([other, grant]) => (other === shop ? 0 : grant.granted)));
    const limit = (member === undefined ? campaign.total : campaign.perMember) ?? 0;
    const after = grantAfter(granted.get(shop) ?? NO_GRANT, request, { unit: campaign.unit, limit, others, now });
    granted.set(shop, after);
    return replyOf(request, after);
  }

  return {
    spentEver: () => sum(spentOn.values()),
    mostSpentOnOne: () => Math.max(0, ...spentOn.values()),
    granted: (member?: string) => sum([...(grants.get(member) ?? [])].map(([, { granted }]) => granted)),
    /** Every shop spends all that it believes it may. */
    spendAll(): void {
      for (let shop = 0; shop < SHOPS; shop++)
        for (let member = 0; member < MEMBERS.length; member++) this.run({ do: 'spend', shop, member });
    },
    run(one: Step): void {
      const { do: what, shop: number, member = 0 } = one;
      const shop = shops[number];
      const subject = MEMBERS[member] ?? '';
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
      const ask = (requests: readonly LeaseRequest[]): void => {
        for (const request of requests) {
          shop.heard.push(request);
          const reply = answer(number, request);
          const { member: of } = request;
          write(
            of === undefined
              ? shop.budgets.leases.answered(request, reply)
              : shop.budgets.ofMembers.answered({ ...request, member: of }, reply),
          );
        }
      };
      const wanted = () => shop.budgets.ofMembers.requests(subject, [campaign], now);
      const givenBack = (): readonly LeaseRequest[] => {
        const { changes, requests } = shop.budgets.ofMembers.givenBack(subject, now);
        write(changes);
        return requests;
      };
      now += 1000;
      switch (what) {
        case 'offer': {
          if (shop.budgets.refusals(campaign, OFFER, subject, now).length > 0) return;
          decisions += 1;
          const id = decisions.toString(16).padStart(32, '0');
          write(shop.budgets.hold(id, campaign, OFFER, now, subject, now));
          shop.held.push({ id, subject });
          return;
        }
        case 'show': {
          const one = shop.held.pop();
          const changes = one ? [...shop.budgets.shown(one.id, now), ...shop.budgets.redeemed(one.id, now)] : [];
          if (one && changes.length > 0) spentOn.set(one.subject, (spentOn.get(one.subject) ?? 0) + cost);
          write(changes);
          return;
        }
        case 'spend':
          for (let n = 0; n < TOTAL; n++) for (const each of ['offer', 'show'] as const) this.run({ ...one, do: each });
          return;
        case 'drop':
          shop.onTheWay.shift();
          now += 3 * MINUTE_MS;
          write(shop.budgets.lapse(now));
          return;
        case 'days':
          now += 3 * DAY_MS;
          write(shop.budgets.lapse(now));
          return;
        case 'ask':
          ask(shop.budgets.leases.requests([campaign], now));
          return;
        // What is in doubt is told first.
        case 'come':
          ask(wanted());
          ask(wanted());
          return;
        // The answer is lost, and perhaps the request, or it comes late.
        case 'come-unheard':
          shop.onTheWay.push(...wanted());
          return;
        case 'leave':
          ask(givenBack());
          return;
        case 'leave-unheard':
          shop.onTheWay.push(...givenBack());
          return;
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
          // Nobody notices a loss and puts a backup back within a quarter of an hour. Before the first one there is an empty disk.
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

const UNITS = ['exposures', 'redemptions', 'money'] as const;
const summer = (unit: Campaign['unit'], more: Partial<Campaign>): Campaign => ({
  type: 'campaign',
  id: 'summer',
  name: 'Summer',
  unit,
  ...more,
});

it.each(
  UNITS.flatMap((unit) => [
    { unit, limits: { total: TOTAL, grant: 3 } },
    { unit, limits: { perMember: PER_MEMBER } },
    { unit, limits: { total: TOTAL, grant: 3, perMember: PER_MEMBER } },
  ]),
)('a budget in $unit of $limits is never overspent, whatever is lost, doubled, late, restarted or put back', ({ unit, limits }) => {
  const { total = Number.POSITIVE_INFINITY, perMember = Number.POSITIVE_INFINITY } = limits as Partial<Campaign>;
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 200, size: 'max' }), (steps) => {
      const chain = world(summer(unit, limits));
      for (const one of steps) {
        chain.run(one);
        expect(chain.granted()).toBeLessThanOrEqual(total + 1e-9);
        for (const member of MEMBERS) expect(chain.granted(member)).toBeLessThanOrEqual(perMember + 1e-9);
      }
      expect(chain.spentEver()).toBeLessThanOrEqual(total + 1e-9);
      expect(chain.mostSpentOnOne()).toBeLessThanOrEqual(perMember + 1e-9);
    }),
    { numRuns: 200 },
  );
});

it('a budget that everybody can reach is spent to its end', () => {
  const chain = world(summer('exposures', { total: TOTAL, grant: 3 }));
  for (let n = 0; n < 200; n++) {
    for (let shop = 0; shop < SHOPS; shop++) for (const what of ['ask', 'offer', 'show', 'wait'] as const) chain.run({ do: what, shop });
  }
  expect(chain.spentEver()).toBe(TOTAL);
});

it.each(UNITS)('what is in %s for a member who goes from shop to shop is spent to its end, and no further', (unit) => {
  const chain = world(summer(unit, { perMember: PER_MEMBER }));
  for (let n = 0; n < 20; n++) {
    for (let shop = 0; shop < SHOPS; shop++)
      for (let member = 0; member < MEMBERS.length; member++)
        for (const what of ['come', 'offer', 'show', 'leave', 'wait'] as const) chain.run({ do: what, shop, member });
  }
  expect([chain.mostSpentOnOne(), chain.spentEver()]).toEqual([PER_MEMBER, PER_MEMBER * MEMBERS.length]);
});

it('what a member was given back is there for others though it was first heard after hours, and what is put aside stays', () => {
  const chain = world(summer('redemptions', { perMember: PER_MEMBER }));
  for (const what of ['come', 'offer', 'leave-unheard', 'drop', 'restart', 'leave'] as const) chain.run({ do: what, shop: 0 });
  expect(chain.granted(MEMBERS[0])).toBe(1);
  for (const what of ['come', 'offer', 'offer', 'offer', 'show', 'show', 'show'] as const) chain.run({ do: what, shop: 1 });
  expect(chain.spentEver()).toBe(PER_MEMBER - 1);
  chain.run({ do: 'show', shop: 0 });
  expect(chain.spentEver()).toBe(PER_MEMBER);
});

it.each([{ total: TOTAL, grant: 3 }, { perMember: 3 }])(
  'a shop whose backup is put back does not spend a second time what it spent since (%o)',
  (limits) => {
    const chain = world(summer('exposures', limits));
    const shop = 0;
    const most = limits.perMember ?? TOTAL;
    const spend = (): void => {
      for (let n = 0; n < TOTAL; n++) for (const what of ['offer', 'show'] as const) chain.run({ do: what, shop });
    };
    for (const what of ['ask', 'ask', 'come', 'back-up'] as const) chain.run({ do: what, shop });
    spend();
    chain.run({ do: 'put-back', shop });
    spend();
    expect(chain.spentEver()).toBe(3);
    for (let n = 0; n < 20; n++) {
      for (const what of ['ask', 'come'] as const) chain.run({ do: what, shop });
      spend();
    }
    expect(chain.spentEver()).toBe(most);
  },
);

it.each([{ total: TOTAL, grant: 3 }, { perMember: 3 }])('nor one whose disk is empty after all (%o)', (limits) => {
  const chain = world(summer('exposures', limits));
  for (const what of ['ask', 'ask', 'come', 'offer', 'show', 'put-back', 'ask', 'come'] as const) chain.run({ do: what, shop: 0 });
  for (let n = 0; n < 2 * TOTAL; n++) for (const what of ['offer', 'show', 'ask', 'come'] as const) chain.run({ do: what, shop: 0 });
  for (let n = 0; n < 2 * TOTAL; n++) for (const what of ['ask', 'come', 'offer', 'show'] as const) chain.run({ do: what, shop: 1 });
  expect(chain.granted(limits.perMember === undefined ? undefined : MEMBERS[0])).toBe(limits.perMember ?? TOTAL);
  expect(chain.spentEver()).toBe((limits.perMember ?? TOTAL) - 2);
});
