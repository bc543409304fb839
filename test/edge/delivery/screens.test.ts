import { describe, expect, it } from 'vitest';
import { createScreens, type Delivery } from '../../../edge/delivery/screens.ts';

const T = Date.UTC(2026, 5, 1);
const ID = 'a'.repeat(32);
const delivery: Delivery = {
  deliveryId: 'd1',
  decisionId: 'c1',
  visitId: 'v1',
  subject: 's1',
  screen: 'screen-1',
  zone: { id: 'wine', name: 'Wine' },
  offer: { id: 'o1', title: 'A good red' },
  pushedAt: T,
  deadlineAt: T + 4000,
  expiresAt: T + 20_000,
  shown: false,
};
const event = (type: 'hello' | 'shown' | 'touched' | 'dismissed', deliveryId = 'd1') => ({ eventId: ID, type, deliveryId });

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

it('takes a shown offer off the screen when its time is over, without a word', () => {
  const screens = createScreens([]);
  screens.start(delivery);
  screens.event('screen-1', event('shown'), T + 200);
  expect(screens.expire(T + 20_000)).toEqual([{ facts: [], changes: [{ key: 'delivery/screen-1', value: undefined }] }]);
  expect(screens.current(T + 20_000)).toEqual([]);
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
  expect(screens.event('screen-1', event('touched'), T + 300)).toMatchObject({ outcome: 'touched', changes: [] });
  expect(screens.event('screen-1', event('dismissed'), T + 400)).toMatchObject({ outcome: 'dismissed', changes: [{ value: undefined }] });
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
