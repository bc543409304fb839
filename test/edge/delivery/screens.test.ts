import { describe, expect, it } from 'vitest';
import type { NotInterestedScope } from '../../../contract/facts/offer-facts.ts';
import type { ScreenEvent } from '../../../contract/messages.ts';
import { createScreens, type Delivery, type ScreenEffects } from '../../../edge/delivery/screens.ts';

const T = Date.UTC(2026, 5, 1);
const ID = 'a'.repeat(32);
const delivery: Delivery = {
  deliveryId: 'd1',
  decisionId: 'c1',
  visitId: 'v1',
  subject: 's1',
  screen: 'screen-1',
  zone: { id: 'wine', name: 'Wine' },
  offer: { id: 'o1', title: 'A good red', category: 'wine' },
  pushedAt: T,
  deadlineAt: T + 4000,
  expiresAt: T + 20_000,
  shown: false,
};
const event = (type: ScreenEvent['type'], deliveryId = 'd1', scope?: NotInterestedScope) => ({
  eventId: ID,
  type,
  deliveryId,
  ...(scope && { scope }),
});
/** What of the answers is told as responses. */
const told = ({ facts }: ScreenEffects) => facts.flatMap(({ kind, data }) => (kind === 'response' ? [data] : []));

it('counts an exposure once, however often the screen reports it', () => {
  const screens = createScreens([]);
  screens.start(delivery);
  const first = screens.event('screen-1', event('shown'), T + 200);
  expect(first.facts).toMatchObject([{ kind: 'exposure', data: { offer: 'o1', screen: 'screen-1', shownAt: '2026-06-01T00:00:00.200Z' } }]);
  expect(first.exposed).toMatchObject({ deliveryId: 'd1', shown: true });
  expect(screens.event('screen-1', event('shown'), T + 300)).toEqual({ facts: [], changes: [] });
});

it('records what was not shown in time as expired, and believes no later report of it', () => {
  const screens = createScreens([]);
  screens.start(delivery);
  expect(screens.expire(T + 3999)).toEqual([]);
  expect(screens.expire(T + 4000)).toMatchObject([
    { outcome: 'expired', facts: [{ kind: 'screen-event', data: { outcome: 'expired', deliveryId: 'd1' } }] },
  ]);
  expect(screens.event('screen-1', event('shown'), T + 4100).refused).toBe('DLV_UNKNOWN_DELIVERY');
});

it('takes a shown offer off the screen when its time is over, and holds it for ignored, once', () => {
  const screens = createScreens([]);
  screens.start(delivery);
  screens.event('screen-1', event('shown'), T + 200);
  expect(screens.expire(T + 20_000)).toMatchObject([
    {
      facts: [{ kind: 'response', data: { response: 'ignored', subject: 's1', offer: 'o1', deliveryId: 'd1' } }],
      responses: [{ response: 'ignored', offer: { id: 'o1', category: 'wine' } }],
      changes: [{ key: 'delivery/screen-1', value: undefined }, { key: 'delivery/screen-1+ended' }],
    },
  ]);
  expect(screens.current(T + 20_000)).toEqual([]);
  expect(screens.expire(T + 79_999)).toEqual([]);
  expect(screens.expire(T + 80_000)).toEqual([{ facts: [], changes: [{ key: 'delivery/screen-1+ended', value: undefined }] }]);
});

it.each(['touched', 'dismissed', 'not-interested'] as const)('does not hold an offer for ignored that was %s', (type) => {
  const screens = createScreens([]);
  screens.start(delivery);
  screens.event('screen-1', event('shown'), T + 200);
  expect(told(screens.event('screen-1', event(type), T + 300))).toMatchObject([{ response: type }]);
  expect(screens.expire(T + 20_000).flatMap(told)).toEqual([]);
});

it('takes back what is for somebody who no longer wants it, and tells nothing of it', () => {
  const screens = createScreens([]);
  screens.start(delivery);
  screens.start({ ...delivery, screen: 'screen-2', deliveryId: 'd2', subject: 's2' });
  const [taken, ...others] = screens.withdraw(({ subject }) => subject === 's1', T + 3000);
  expect(others).toEqual([]);
  expect(taken).toMatchObject({
    facts: [],
    changes: [{ key: 'delivery/screen-1', value: undefined }],
    show: { screen: 'screen-1', message: { deliveryId: 'd1', showAt: '2026-06-01T00:00:03.000Z', expiresAt: '2026-06-01T00:00:03.000Z' } },
  });
  expect(screens.event('screen-1', event('shown'), T + 3100).refused).toBe('DLV_UNKNOWN_DELIVERY');
  expect([screens.stateOf('screen-1'), screens.stateOf('screen-2')]).toEqual(['idle', 'waiting']);
});

it('says nothing again of what is for somebody who no longer wants it', () => {
  const screens = createScreens([]);
  screens.start(delivery);
  expect(screens.current(T)).toHaveLength(1);
  expect(screens.current(T, () => true)).toEqual([]);
});

it('gives an offer that another replaced before it was seen its outcome', () => {
  const screens = createScreens([]);
  screens.start(delivery);
  const next = screens.start({ ...delivery, deliveryId: 'd2', pushedAt: T + 1000 });
  expect(next).toMatchObject({ outcome: 'replaced', facts: [{ data: { outcome: 'replaced', deliveryId: 'd1' } }] });
  expect(screens.event('screen-1', event('shown'), T + 1100).refused).toBe('DLV_UNKNOWN_DELIVERY');
});

it('says nothing of an offer that was seen before it was replaced', () => {
  const screens = createScreens([]);
  screens.start(delivery);
  screens.event('screen-1', event('shown'), T + 200);
  expect(screens.start({ ...delivery, deliveryId: 'd2' }).facts).toEqual([]);
});

describe('a screen that says hello', () => {
  it('is told what it should show, with the time that is left', () => {
    const screens = createScreens([]);
    screens.start(delivery);
    const { show } = screens.event('screen-1', event('hello'), T + 5000);
    expect(show).toMatchObject({
      screen: 'screen-1',
      message: { deliveryId: 'd1', showAt: '2026-06-01T00:00:05.000Z', expiresAt: '2026-06-01T00:00:20.000Z' },
    });
  });

  it('is told nothing when there is nothing to show any more', () => {
    const screens = createScreens([]);
    expect(screens.event('screen-1', event('hello'), T)).toEqual({ facts: [], changes: [] });
    screens.start(delivery);
    expect(screens.event('screen-1', event('hello'), T + 20_000).show).toBeUndefined();
  });
});

it('keeps a touch and ends with a dismissal', () => {
  const screens = createScreens([]);
  screens.start(delivery);
  screens.event('screen-1', event('shown'), T + 200);
  expect(screens.event('screen-1', event('touched'), T + 300)).toMatchObject({
    outcome: 'touched',
    changes: [{ value: { touched: true } }],
  });
  expect(screens.event('screen-1', event('touched'), T + 350)).toEqual({ facts: [], changes: [] });
  const dismissed = screens.event('screen-1', event('dismissed'), T + 400);
  expect(dismissed).toMatchObject({ outcome: 'dismissed', changes: [{ value: undefined }, { key: 'delivery/screen-1+ended' }] });
  expect(screens.event('screen-1', event('touched'), T + 500).refused).toBe('DLV_UNKNOWN_DELIVERY');
});

it('does not let one screen answer for another', () => {
  const screens = createScreens([]);
  screens.start(delivery);
  expect(screens.event('screen-2', event('shown'), T).refused).toBe('DLV_UNKNOWN_DELIVERY');
});

it('knows after a restart what was on its way', () => {
  const screens = createScreens([{ key: 'delivery/screen-1', value: delivery }]);
  expect(screens.current(T + 1000)).toMatchObject([{ screen: 'screen-1', message: { deliveryId: 'd1' } }]);
  expect(screens.event('screen-1', event('shown'), T + 1100).facts).toHaveLength(1);
});

it('is idle, waits for an offer to be seen, or shows it', () => {
  const screens = createScreens([]);
  expect(screens.stateOf('screen-1')).toBe('idle');
  screens.start(delivery);
  expect(screens.stateOf('screen-1')).toBe('waiting');
  screens.event('screen-1', event('shown'), T + 200);
  expect(screens.stateOf('screen-1')).toBe('showing');
});

describe('a member who does not want an offer', () => {
  const dismissed = () => {
    const screens = createScreens([]);
    screens.start(delivery);
    screens.event('screen-1', event('shown'), T + 200);
    screens.event('screen-1', event('dismissed'), T + 300);
    return screens;
  };

  it.each([
    ['offer', 'o1'],
    ['category', 'wine'],
    ['all', undefined],
  ] as const)('can say within a minute that it is about %s', (scope, of) => {
    const screens = dismissed();
    const effects = screens.event('screen-1', event('not-interested', 'd1', scope), T + 5000);
    const expected = { response: 'not-interested', scope, subject: 's1', visitId: 'v1', ...(of && { of }) };
    expect(told(effects)).toEqual([expect.objectContaining(expected)]);
    expect(effects.facts[0]).toMatchObject({ kind: 'screen-event', data: { outcome: 'not-interested', deliveryId: 'd1' } });
    expect(JSON.stringify(effects.facts[0])).not.toContain('s1');
    expect(effects.responses).toMatchObject([{ about: { scope, of: of ?? '' } }]);
    expect(screens.event('screen-1', event('not-interested', 'd1', scope), T + 5001)).toEqual({ facts: [], changes: [] });
  });

  it('is asked what the shop knows: an offer without a brand is of no brand', () => {
    expect(dismissed().event('screen-1', event('not-interested', 'd1', 'brand'), T + 5000).refused).toBe('DLV_MALFORMED');
  });

  it('can take back what was said, all of it or one thing, and only what was said', () => {
    const screens = dismissed();
    screens.event('screen-1', event('not-interested', 'd1', 'category'), T + 400);
    screens.event('screen-1', event('not-interested', 'd1', 'all'), T + 500);
    expect(told(screens.event('screen-1', event('undone', 'd1', 'all'), T + 600))).toMatchObject([{ response: 'undone', scope: 'all' }]);
    const rest = screens.event('screen-1', event('undone'), T + 700);
    expect(told(rest)).toMatchObject([
      { response: 'undone', scope: 'offer', of: 'o1' },
      { response: 'undone', scope: 'category', of: 'wine' },
    ]);
    expect(new Set(told(rest).map(({ responseId }) => responseId)).size).toBe(2);
    expect(screens.event('screen-1', event('undone'), T + 800)).toEqual({ facts: [], changes: [] });
  });

  it('can take it back after a restart, and while the next offer is on the screen', () => {
    const before = createScreens([]);
    before.start(delivery);
    before.event('screen-1', event('shown'), T + 200);
    const { changes } = before.event('screen-1', event('not-interested'), T + 300);
    const screens = createScreens(changes.flatMap(({ key, value }) => (value ? [{ key, value }] : [])));
    screens.start({ ...delivery, deliveryId: 'd2' });
    expect(told(screens.event('screen-1', event('undone'), T + 900))).toMatchObject([{ response: 'undone', deliveryId: 'd1' }]);
  });

  it('can do so no longer after a minute', () => {
    expect(dismissed().event('screen-1', event('undone'), T + 60_300).refused).toBe('DLV_UNKNOWN_DELIVERY');
    expect(dismissed().event('screen-1', event('undone'), T + 60_299).refused).toBeUndefined();
  });

  it('can still refuse an offer that another has just taken the place of', () => {
    const screens = createScreens([]);
    screens.start(delivery);
    screens.event('screen-1', event('shown'), T + 200);
    expect(screens.start({ ...delivery, deliveryId: 'd2', pushedAt: T + 1000 }).changes).toMatchObject([
      { key: 'delivery/screen-1+ended', value: { endedAt: T + 1000 } },
      { key: 'delivery/screen-1' },
    ]);
    expect(told(screens.event('screen-1', event('dismissed'), T + 1100))).toMatchObject([{ deliveryId: 'd1' }]);
    expect(screens.stateOf('screen-1')).toBe('waiting');
  });

  it('is forgotten with what was said when the member is', () => {
    const screens = dismissed();
    expect(screens.withdraw(({ subject }) => subject === 's1', T + 400)).toEqual([
      { facts: [], changes: [{ key: 'delivery/screen-1+ended', value: undefined }] },
    ]);
    expect(screens.event('screen-1', event('undone'), T + 500).refused).toBe('DLV_UNKNOWN_DELIVERY');
  });

  it('cannot fill the journal by changing the mind all minute', () => {
    const screens = dismissed();
    const facts = Array.from({ length: 200 }, (_, n) =>
      told(screens.event('screen-1', event(n % 2 === 0 ? 'undone' : 'dismissed'), T + 400 + n)),
    );
    expect(facts.flat().length).toBeLessThan(50);
  });
});

it('ends what was overtaken: what was seen of it can still be refused, and what was not is told as replaced', () => {
  const screens = createScreens([]);
  screens.start(delivery);
  screens.event('screen-1', event('shown'), T + 200);
  screens.start({ ...delivery, screen: 'screen-2', deliveryId: 'd2' });
  const [seen, unseen] = screens.supersede(() => true, T + 1000);
  expect(seen).toMatchObject({ facts: [], outcome: 'withdrawn', changes: [{ value: undefined }, { key: 'delivery/screen-1+ended' }] });
  expect(unseen).toMatchObject({ facts: [{ data: { outcome: 'replaced', deliveryId: 'd2' } }], outcome: 'replaced' });
  expect(told(screens.event('screen-1', event('not-interested'), T + 1100))).toMatchObject([{ response: 'not-interested' }]);
});
