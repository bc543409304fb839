import { expect, it } from 'vitest';
import { createAlerts } from '../../../edge/delivery/alerts.ts';

const T = Date.UTC(2026, 5, 1);
const raised = { alertId: 'a1', order: 'o1', subject: 's1', visitId: 'v1', zone: 'wine', raisedAt: T, expiresAt: T + 60_000 };

it('rings for an order and remembers that it did in this visit', () => {
  const alerts = createAlerts([]);
  const effects = alerts.raise(raised);
  expect(effects.facts).toMatchObject([{ kind: 'pickup', data: { stage: 'alerted', zone: 'wine' } }]);
  expect(effects.tell).toMatchObject([{ state: 'ringing' }]);
  expect([alerts.has('o1', ['v1']), alerts.has('o1', ['v2']), alerts.has('o2', ['v1'])]).toEqual([true, false, false]);
});

it('belongs to the first who takes it; whoever comes second is told who that was', () => {
  const alerts = createAlerts([]);
  alerts.raise(raised);
  expect(alerts.acknowledge('a1', 'phone-1', T + 5000)).toMatchObject({ facts: [{ data: { stage: 'acknowledged', device: 'phone-1' } }] });
  expect(alerts.acknowledge('a1', 'phone-2', T + 6000)).toEqual({
    facts: [],
    changes: [],
    tell: [expect.objectContaining({ device: 'phone-1' })],
  });
});

it('refuses to acknowledge what does not ring', () => {
  expect(createAlerts([]).acknowledge('a1', 'phone-1', T).refused).toBe('DLV_UNKNOWN_DELIVERY');
  expect(createAlerts([]).acknowledge(undefined, 'phone-1', T).refused).toBe('DLV_UNKNOWN_DELIVERY');
});

it('follows the customer through the shop, and says so only when the zone is another', () => {
  const alerts = createAlerts([]);
  alerts.raise(raised);
  expect(alerts.move('v1', 'wine').tell).toEqual([]);
  expect(alerts.move('v1', 'dairy').tell).toMatchObject([{ zone: 'dairy' }]);
  expect(alerts.move('v2', 'bakery').tell).toEqual([]);
});

it('ends at once for somebody who no longer wants it, tells staff, and nobody else', () => {
  const alerts = createAlerts([]);
  alerts.raise(raised);
  alerts.raise({ ...raised, alertId: 'a2', subject: 's2' });
  expect(alerts.withdraw((subject) => subject === 's1')).toMatchObject({
    facts: [],
    changes: [{ key: 'alert/a1', value: { state: 'expired' } }],
    tell: [{ alertId: 'a1', state: 'expired' }],
  });
  expect(alerts.withdraw((subject) => subject === 's1').tell).toEqual([]);
  expect(alerts.move('v1', 'dairy').tell).toMatchObject([{ alertId: 'a2' }]);
});

it('ends as expired when nobody came in time, and as nothing new when somebody had', () => {
  const alerts = createAlerts([]);
  alerts.raise(raised);
  alerts.raise({ ...raised, alertId: 'a2' });
  alerts.acknowledge('a2', 'phone-1', T);
  expect(alerts.expire(T + 59_999).tell).toEqual([]);
  const ended = alerts.expire(T + 60_000);
  expect(ended.facts).toMatchObject([{ data: { alertId: 'a1', stage: 'expired' } }]);
  expect(ended.tell).toHaveLength(2);
  expect(alerts.known()).toEqual([]);
});

it('ends when the customer leaves', () => {
  const alerts = createAlerts([]);
  alerts.raise(raised);
  expect(alerts.expire(T + 1, 'v1').tell).toMatchObject([{ alertId: 'a1', state: 'expired' }]);
  expect(alerts.expire(T + 2, 'v1')).toEqual({ facts: [], changes: [], tell: [] });
  expect(alerts.move('v1', 'dairy').tell).toEqual([]);
});

it('that ended is known until it would have ended by itself, so that a phone which missed its end can be told', () => {
  const alerts = createAlerts([]);
  alerts.raise(raised);
  const [change] = alerts.expire(T + 1, 'v1').changes;
  const restarted = createAlerts([{ key: change?.key ?? '', value: change?.value ?? {} }]);
  expect(restarted.known()).toMatchObject([{ alertId: 'a1', state: 'expired' }]);
  expect(restarted.acknowledge('a1', 'phone-1', T + 2)).toMatchObject({ facts: [], tell: [{ state: 'expired' }] });
  expect(restarted.expire(T + 60_000)).toEqual({ facts: [], changes: [{ key: 'alert/a1', value: undefined }], tell: [] });
  expect(restarted.known()).toEqual([]);
});

it('rings on after a restart', () => {
  expect(createAlerts([{ key: 'alert/a1', value: { ...raised, state: 'ringing' } }]).known()).toMatchObject([
    { alertId: 'a1', state: 'ringing' },
  ]);
});

it('goes on with who is still there of a household, and is of the visit of that one from then on', () => {
  const alerts = createAlerts([]);
  alerts.raise(raised);
  expect(alerts.handOver('v2', { visitId: 'v3', zone: 'dairy' }).tell).toEqual([]);
  expect(alerts.handOver('v1', { visitId: 'v2', zone: 'dairy' })).toMatchObject({ facts: [], tell: [{ zone: 'dairy', state: 'ringing' }] });
  expect([alerts.has('o1', ['v1']), alerts.has('o1', ['v1', 'v2'])]).toEqual([false, true]);
  expect(alerts.expire(T + 1000, 'v2').tell).toMatchObject([{ state: 'expired' }]);
});
