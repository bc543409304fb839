import type { StaffAlert } from '../../contract/messages.ts';

/** Alerts that staff may still act on, by id. */
export type OpenAlerts = ReadonlyMap<string, StaffAlert>;

export type AlertStep = { readonly type: 'heard'; readonly alert: StaffAlert } | { readonly type: 'over'; readonly alertId: string };

/** The same alertId again replaces the earlier message; an expired one goes. */
export function openAlerts(open: OpenAlerts, step: AlertStep): OpenAlerts {
  const next = new Map(open);
  if (step.type === 'over') next.delete(step.alertId);
  else if (step.alert.state === 'expired') next.delete(step.alert.alertId);
  else next.set(step.alert.alertId, step.alert);
  return next;
}

/** Who waits without help first, and of those who waits longest; below, what a colleague has taken, the newest first. */
export function inOrder(open: OpenAlerts): StaffAlert[] {
  return [...open.values()].sort((a, b) => {
    if (a.state !== b.state) return a.state === 'ringing' ? -1 : 1;
    const older = Date.parse(a.raisedAt) - Date.parse(b.raisedAt);
    return a.state === 'ringing' ? older : -older;
  });
}

export function ringing(open: OpenAlerts): StaffAlert[] {
  return inOrder(open).filter((alert) => alert.state === 'ringing');
}

const LONGEST_MS = 24 * 3_600_000;

/** How long an alert stands, from the edge's own two instants. The edge says when it is over; this is for when it cannot. */
export function standsForMs(alert: Pick<StaffAlert, 'raisedAt' | 'expiresAt'>): number {
  const lengthMs = Date.parse(alert.expiresAt) - Date.parse(alert.raisedAt);
  return lengthMs > 0 ? Math.min(lengthMs, LONGEST_MS) : 0;
}
