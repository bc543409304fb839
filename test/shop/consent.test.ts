import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type FactKind, factKind } from '../../contract/facts/fact.ts';
import type { ShowMessage } from '../../contract/messages.ts';
import { type Consent, type MemberFields, PURPOSES, type Purpose } from '../../contract/records.ts';
import { subjects } from '../../contract/subjects.ts';
import { ADA, OPENING_MS, SITE, TAG, World } from '../support/virtual-shop.ts';

const CARD = '9900000000017';
const IDENTIFIERS = { identifiers: [TAG, `card:${CARD}`] };
const HOUR_MS = 3_600_000;
const instant = (t: number): string => new Date(t).toISOString();

/** What a member's record may say of one purpose, and whether it allows anything in the hour after the shop opened. */
const STATES = {
  given: { givenAt: instant(OPENING_MS - HOUR_MS) },
  'given until tonight': { givenAt: instant(OPENING_MS - HOUR_MS), expiresAt: instant(OPENING_MS + 9 * HOUR_MS) },
  'from tomorrow': { givenAt: instant(OPENING_MS + 24 * HOUR_MS) },
  expired: { givenAt: instant(OPENING_MS - 2 * HOUR_MS), expiresAt: instant(OPENING_MS - HOUR_MS) },
  withdrawn: { givenAt: instant(OPENING_MS - 2 * HOUR_MS), withdrawnAt: instant(OPENING_MS - HOUR_MS) },
} as const;
type State = keyof typeof STATES | 'never asked';
const HOLDS: ReadonlySet<State> = new Set(['given', 'given until tonight']);

function consents(states: Readonly<Record<Purpose, State>>): Consent[] {
  return PURPOSES.flatMap((purpose) => (states[purpose] === 'never asked' ? [] : { purpose, ...STATES[states[purpose]] }));
}

async function opened(more: Partial<MemberFields> = {}, openingMs = OPENING_MS): Promise<World> {
  const world = new World(SITE, { openingMs });
  world.member(PURPOSES, { ...IDENTIFIERS, ...more });
  world.order();
  world.offer('bread', 'bakery');
  world.offer('red', 'wine');
  await world.open();
  onTestFinished(() => world.close());
  return world;
}

async function tell(world: World, what: string, body: object): Promise<void> {
  const payload = Buffer.from(JSON.stringify({ card: CARD, ...body }));
  await world.shop.pipeline.keep({ rx: world.clock.nowMs(), source: 'mqtt', topic: `aislegate/shop-1/${what}`, payload });
}

/** Walks through both departments, taps the card, buys, leaves. */
async function visit(world: World): Promise<void> {
  await world.walk('b1', 8);
  await world.walk('w1', 8);
  await tell(world, 'card/b1/tap', { eventId: 'tap-1' });
  await tell(world, 'till/till-1/receipt', { eventId: 'r-1', total: 3, lines: [{ product: 'bread', quantity: 1, amount: 3 }] });
  await world.pass(700_000);
}

/** What the shop made of the visit. */
function traces(world: World): Record<string, boolean> {
  const kinds = new Set(world.disk.facts.flatMap((fact) => (JSON.stringify(fact).includes(ADA) ? [factKind(fact)] : [])));
  const has = (...names: FactKind[]): boolean => names.some((name) => kinds.has(name));
  return {
    visits: has('visit-opened', 'visit-closed', 'zone-stay'),
    purchases: has('tap', 'receipt'),
    offers: has('decision', 'exposure'),
    pickups: has('pickup'),
    onScreens: ['bakery-screen', 'wine-screen', 'wine-till'].some((screen) => world.shown(screen).length > 0),
    onPhones: world.alerts().length > 0,
    remembered: [...world.disk.state.keys()].some((key) => key.includes(ADA)),
  };
}

describe('what a shop makes of a visit', () => {
  it('is all of it with consent to all', async () => {
    const world = await opened();
    await visit(world);
    expect(Object.values(traces(world))).not.toContain(false);
  });

  it('is never more than the purposes that the member agrees to at that moment, whatever the record says of the others', async () => {
    const state = fc.constantFrom<State>('given', 'given until tonight', 'from tomorrow', 'expired', 'withdrawn', 'never asked');
    const states = fc.record(Object.fromEntries(PURPOSES.map((purpose) => [purpose, state])) as Record<Purpose, typeof state>);
    await fc.assert(
      fc.asyncProperty(states, async (asked) => {
        const world = await opened({ consents: consents(asked) });
        await visit(world);
        const holds = (purpose: Purpose): boolean => HOLDS.has(asked.recognition) && HOLDS.has(asked[purpose]);
        expect(traces(world)).toEqual({
          visits: holds('analytics'),
          purchases: holds('analytics'),
          offers: holds('personal-offers'),
          pickups: holds('staff-assistance'),
          onScreens: holds('personal-offers'),
          onPhones: holds('staff-assistance'),
          remembered: holds('recognition'),
        });
      }),
      { numRuns: 25 },
    );
  });

  it.each([
    ['cannot be read', { givenAt: '2026-02-31T00:00:00Z' }],
    ['says nothing that makes sense', { givenAt: 'on Monday' }],
  ])('is nothing where the record of consent %s', async (_title, broken) => {
    const world = await opened({ consents: PURPOSES.map((purpose) => ({ purpose, ...broken })) });
    await visit(world);
    expect(Object.values(traces(world))).not.toContain(true);
  });

  it('is nothing where the record was sealed under another key', async () => {
    const world = await opened();
    world.headquarters.change('members', `all.${ADA}`, { subject: ADA, sealed: `1.${'A'.repeat(200)}` });
    await world.pass(3000);
    await visit(world);
    expect(Object.values(traces(world))).not.toContain(true);
  });
});

describe('consent that ends in the middle of a visit', () => {
  const without = (purpose: Purpose): Purpose[] => PURPOSES.filter((one) => one !== purpose);
  const withdraw = async (world: World, purpose: Purpose): Promise<void> => {
    const given = instant(OPENING_MS - HOUR_MS);
    const consent = (one: Purpose): Consent => ({ purpose: one, givenAt: given });
    world.member([], {
      ...IDENTIFIERS,
      consents: [...without(purpose).map(consent), { ...consent(purpose), withdrawnAt: instant(world.clock.nowMs()) }],
    });
    await world.pass(1000);
  };

  it('to personal offers takes the offer off the screen at once, and shows no other', async () => {
    const world = await opened();
    await world.walk('b1', 8);
    expect(world.shop.screenState('bakery-screen')).toBe('showing');
    const before = world.facts('exposure').length;
    await withdraw(world, 'personal-offers');
    expect(world.shop.screenState('bakery-screen')).toBe('idle');
    const last = world.said<ShowMessage>(subjects.screenShow('shop-1', 'bakery-screen')).at(-1);
    expect(last?.expiresAt).toBe(last?.showAt);
    await world.walk('w1', 10);
    expect([world.shown('wine-screen'), world.facts('exposure').length, world.facts('decision').length]).toEqual([[], before, 1]);
    expect(world.shop.size().visitsOpen).toBe(1);
  });

  it('to staff assistance ends the alert that rings, and tells nobody where the customer walks', async () => {
    const world = await opened();
    await world.walk('b1', 8);
    expect(world.alerts().at(-1)).toMatchObject({ state: 'ringing', customer: 'Ada' });
    await withdraw(world, 'staff-assistance');
    const ended = world.alerts();
    expect(ended.at(-1)).toMatchObject({ state: 'expired', title: 'A customer is here for order A-17' });
    expect(ended.at(-1)?.customer).toBeUndefined();
    await world.walk('w1', 10);
    expect(world.alerts()).toEqual(ended);
    expect(world.facts('pickup').map(({ stage }) => stage)).toEqual(['alerted']);
  });

  it('to analytics leaves no further fact of the visit, while what else was agreed to goes on', async () => {
    const world = await opened();
    await world.walk('b1', 8);
    await withdraw(world, 'analytics');
    const before = world.facts('visit-opened').length + world.facts('zone-stay').length;
    await world.walk('w1', 10);
    await tell(world, 'till/till-1/receipt', { eventId: 'r-1', total: 3, lines: [{ product: 'bread', quantity: 1, amount: 3 }] });
    await world.pass(700_000);
    expect(world.facts('visit-opened').length + world.facts('zone-stay').length).toBe(before);
    expect([world.facts('visit-closed'), world.facts('receipt')[0]?.subject]).toEqual([[], undefined]);
    expect(world.shown('wine-screen')).toEqual(['red']);
  });

  it('to personal offers ends those that wait for the disk', async () => {
    const world = await opened();
    world.disk.broken = true;
    await world.walk('b1', 8);
    await withdraw(world, 'personal-offers');
    world.disk.broken = false;
    // The journal tries again by this clock.
    await world.clock.advance(60_000);
    await world.pass(5000);
    expect([world.facts('exposure'), world.shown('bakery-screen')]).toEqual([[], []]);
    expect(world.facts('visit-opened')).toHaveLength(1);
  });

  it('to recognition ends everything: visit, offer and alert, and whatever was remembered', async () => {
    const world = await opened();
    await world.walk('b1', 8);
    await withdraw(world, 'recognition');
    expect([world.shop.size().visitsOpen, world.shop.screenState('bakery-screen')]).toEqual([0, 'idle']);
    expect(world.alerts().at(-1)).toMatchObject({ state: 'expired' });
    const before = world.disk.facts.length;
    await world.walk('w1', 10);
    await world.pass(700_000);
    expect(world.disk.facts.slice(before)).toEqual([]);
    expect([...world.disk.state.keys()].filter((key) => key.startsWith('visit/'))).toEqual([]);
  });

  it('by its own end counts as well, to the second', async () => {
    const expiresAt = instant(OPENING_MS + 12_000);
    const given = { givenAt: instant(OPENING_MS - HOUR_MS), expiresAt };
    const world = await opened({ consents: PURPOSES.map((purpose) => ({ purpose, ...given })) });
    await world.walk('b1', 8);
    expect(world.shop.size().visitsOpen).toBe(1);
    await world.walk('b1', 3);
    expect([world.shop.size().visitsOpen, world.shop.screenState('bakery-screen')]).toEqual([0, 'idle']);
  });

  it('and that was given in the middle of it tells nothing of the time before', async () => {
    const world = await opened({ consents: consents({ ...all('given'), analytics: 'never asked' }) });
    await world.walk('b1', 20);
    const givenAt = world.clock.nowMs();
    const since = { purpose: 'analytics' as const, givenAt: instant(givenAt) };
    world.member([], { ...IDENTIFIERS, consents: [...consents({ ...all('given'), analytics: 'never asked' }), since] });
    await world.pass(1000);
    await world.walk('w1', 20);
    await world.pass(700_000);
    const told = [
      ...world.facts('zone-stay').map(({ enteredAt }) => enteredAt),
      ...world.facts('visit-closed').map(({ openedAt }) => openedAt),
    ];
    expect(told.filter((at) => Date.parse(at) < givenAt)).toEqual([]);
    expect(world.facts('zone-stay').map(({ zone }) => zone)).toEqual(['wine']);
  });

  it('while the computer of the shop is off is not spoken of when it comes back', async () => {
    const world = await opened();
    await world.walk('b1', 8);
    await world.close();
    const shown = world.shown('bakery-screen').length;
    world.member([], { ...IDENTIFIERS, consents: [] });
    await world.open();
    expect(world.shop.size().visitsOpen).toBe(0);
    expect(
      world
        .shown('bakery-screen')
        .slice(shown)
        .filter(() => world.shop.screenState('bakery-screen') !== 'idle'),
    ).toEqual([]);
  });
});

function all(state: State): Record<Purpose, State> {
  return Object.fromEntries(PURPOSES.map((purpose) => [purpose, state])) as Record<Purpose, State>;
}

describe('a public screen', () => {
  const allSaid = (world: World): unknown[] =>
    world.bus.published.filter(({ subject }) => subject.includes('.screen.')).map(({ subject, message }) => [subject, message]);

  it('says the same whoever stands before it is called: no name, no number, nothing of the person', async () => {
    const stories = async (more: Partial<MemberFields>): Promise<unknown[]> => {
      const world = await opened(more);
      await visit(world);
      return allSaid(world);
    };
    const usual = await stories({});
    expect(usual.length).toBeGreaterThan(1);
    const text = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
    await fc.assert(
      fc.asyncProperty(
        fc.record(
          { memberId: text, firstName: text, points: fc.nat(1e9), language: fc.constantFrom('fr', 'de-CH') },
          { requiredKeys: ['memberId'] },
        ),
        async (person) => {
          expect(await stories(person)).toEqual(usual);
        },
      ),
      { numRuns: 10 },
    );
  });

  it('has no room for anything of a person in what it is sent', async () => {
    const world = await opened();
    await visit(world);
    for (const message of world.said<ShowMessage>(subjects.screenShow('shop-1', 'wine-screen'))) {
      expect(Object.keys(message).sort()).toEqual(['deadlineAt', 'deliveryId', 'expiresAt', 'offer', 'showAt', 'zone']);
      expect(Object.keys(message.offer).filter((key) => !['id', 'title', 'text', 'badge', 'category', 'brand'].includes(key))).toEqual([]);
    }
  });

  it('shows nothing of a sensitive category, whoever else stands there, and the decision says why', async () => {
    const world = await opened();
    world.offer('bread', 'bakery', { category: 'Pregnancy' });
    await world.pass(1000);
    await world.walk('b1', 10);
    expect(world.shown('bakery-screen')).toEqual([]);
    expect(world.facts('decision')[0]?.refused).toContainEqual({ reason: 'SENSITIVE_CATEGORY', offers: ['bread'] });
  });

  it('shows what the shop does not call sensitive', async () => {
    const site = { ...SITE, settings: { offers: { exploreShare: 0, sensitiveCategories: ['wine'] } } };
    const world = new World(site);
    world.member();
    world.offer('bread', 'bakery', { category: 'pregnancy' });
    world.offer('red', 'wine');
    await world.open();
    onTestFinished(() => world.close());
    await world.walk('b1', 10);
    await world.walk('w1', 10);
    expect([world.shown('bakery-screen'), world.shown('wine-screen')]).toEqual([['bread'], []]);
  });
});
