import { describe, expect, it } from 'vitest';
import type { StaffAlert } from '../../../contract/messages.ts';
import { inOrder, type OpenAlerts, openAlerts, ringing, standsForMs } from '../../../devices/staff/open-alerts.ts';

function alert(alertId: string, state: StaffAlert['state'], raisedAt = '2026-03-02T09:30:00Z'): StaffAlert {
  return { alertId, kind: 'pickup', state, title: 'Pickup', orderNumber: alertId, raisedAt, expiresAt: '2026-03-02T09:45:00Z' };
}

const heard = (...alerts: StaffAlert[]): OpenAlerts =>
  alerts.reduce<OpenAlerts>((open, next) => openAlerts(open, { type: 'heard', alert: next }), new Map());

describe('the alerts that staff may act on', () => {
  it('are replaced by a later message about the same customer', () => {
    expect(inOrder(heard(alert('a', 'ringing'), alert('a', 'acknowledged')))).toMatchObject([{ state: 'acknowledged' }]);
  });

  it('end when the shop says so, or when their time is over', () => {
    expect(heard(alert('a', 'ringing'), alert('a', 'expired')).size).toBe(0);
    expect(openAlerts(heard(alert('a', 'ringing')), { type: 'over', alertId: 'a' }).size).toBe(0);
  });

  it('ring for those whom nobody serves, who waits longest first', () => {
    const open = heard(
      alert('late', 'ringing', '2026-03-02T09:33:00Z'),
      alert('served', 'acknowledged', '2026-03-02T09:20:00Z'),
      alert('early', 'ringing', '2026-03-02T09:31:00Z'),
    );
    expect(ringing(open).map(({ alertId }) => alertId)).toEqual(['early', 'late']);
    expect(inOrder(open).map(({ alertId }) => alertId)).toEqual(['early', 'late', 'served']);
  });

  it('stand as long as the edge said', () => {
    expect(standsForMs(alert('a', 'ringing'))).toBe(900_000);
    expect(standsForMs({ raisedAt: '2026-03-02T09:30:00Z', expiresAt: '2026-03-02T09:00:00Z' })).toBe(0);
  });
});
