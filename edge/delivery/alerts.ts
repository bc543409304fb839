import type { ErrorCode } from '../../contract/errors.ts';
import type { FactDraft } from '../../contract/facts/fact.ts';
import type { PICKUP_STAGES } from '../../contract/facts/pickup-facts.ts';
import { instantText } from '../../contract/instant.ts';
import type { StateChange } from '../ports/journal.ts';

/** A pickup alert as it rests: ids only. Name and order number are looked up when a message is made, and gone when consent is. */
export interface Alert {
  readonly alertId: string;
  readonly order: string;
  readonly subject: string;
  readonly visitId: string;
  readonly zone: string;
  readonly raisedAt: number;
  readonly expiresAt: number;
  readonly state: 'ringing' | 'acknowledged' | 'expired';
  readonly device?: string;
}

export interface AlertEffects {
  readonly facts: readonly FactDraft[];
  readonly changes: readonly StateChange[];
  /** Alerts to be told to staff, in this state. */
  readonly tell: readonly Alert[];
  readonly refused?: ErrorCode;
}

const NOTHING: AlertEffects = { facts: [], changes: [], tell: [] };
const PREFIX = 'alert/';
export const ALERT_PREFIX = PREFIX;

export interface Alerts {
  raise(alert: Omit<Alert, 'state'>): AlertEffects;
  acknowledge(alertId: string | undefined, device: string, t: number): AlertEffects;
  /** The customer walked on: staff see where to. */
  move(visitId: string, zone: string): AlertEffects;
  /** Ends what has rung too long, and with `visitId` what rings for a customer who left. Its end is remembered for as long as it would have stood. */
  expire(t: number, visitId?: string): AlertEffects;
  /** Ends what stands for somebody who no longer wants staff to know of it. Nothing is told of it but to staff. */
  withdraw(isUnwanted: (subject: string) => boolean): AlertEffects;
  /** All that a staff device may have on its page, ended ones with it: the word that ended one may have been lost. */
  known(): readonly Alert[];
  /** The customer left, and somebody else of the household is still here, with whom the alerts go on. */
  handOver(visitId: string, to: { readonly visitId: string; readonly zone: string }): AlertEffects;
  /** Whether this order already rang in one of these visits. */
  has(order: string, visits: readonly string[]): boolean;
}

/** Every alert for as long as a staff device may show it. */
export function createAlerts(saved: readonly { readonly key: string; readonly value: object }[]): Alerts {
  const alerts = new Map(saved.map(({ key, value }) => [key.slice(PREFIX.length), value as Alert]));

  function keep(alert: Alert): StateChange {
    alerts.set(alert.alertId, alert);
    return { key: PREFIX + alert.alertId, value: alert };
  }

  function drop(alert: Alert): StateChange {
    alerts.delete(alert.alertId);
    return { key: PREFIX + alert.alertId, value: undefined };
  }

  function fact(alert: Alert, stage: (typeof PICKUP_STAGES)[number], t: number): FactDraft {
    const { alertId, order, visitId, subject, zone, device } = alert;
    const data = { alertId, order, visitId, subject, stage, at: instantText(t), zone, ...(device === undefined ? {} : { device }) };
    return { kind: 'pickup', t, data };
  }

  return {
    raise(raised) {
      const alert: Alert = { ...raised, state: 'ringing' };
      return { facts: [fact(alert, 'alerted', alert.raisedAt)], changes: [keep(alert)], tell: [alert] };
    },
    acknowledge(alertId, device, t) {
      const alert = alertId === undefined ? undefined : alerts.get(alertId);
      if (!alert) return { ...NOTHING, refused: 'DLV_UNKNOWN_DELIVERY' };
      // The first to take it has it; whoever comes second sees who that was, or that the customer has left.
      if (alert.state !== 'ringing') return { ...NOTHING, tell: [alert] };
      const taken: Alert = { ...alert, state: 'acknowledged', device };
      return { facts: [fact(taken, 'acknowledged', t)], changes: [keep(taken)], tell: [taken] };
    },
    move(visitId, zone) {
      const moved = [...alerts.values()]
        .filter((alert) => alert.state !== 'expired' && alert.visitId === visitId && alert.zone !== zone)
        .map((alert) => ({ ...alert, zone }));
      return { facts: [], changes: moved.map(keep), tell: moved };
    },
    expire(t, visitId) {
      const over = [...alerts.values()].filter(({ expiresAt }) => t >= expiresAt);
      const standing = [...alerts.values()].filter(({ state, expiresAt }) => state !== 'expired' && t < expiresAt);
      const left = standing.filter((alert) => alert.visitId === visitId);
      const ended = [...over.filter(({ state }) => state !== 'expired'), ...left];
      return {
        facts: ended.filter((alert) => alert.state === 'ringing').map((alert) => fact(alert, 'expired', t)),
        changes: [...over.map(drop), ...left.map((alert) => keep({ ...alert, state: 'expired' }))],
        tell: ended.map((alert) => ({ ...alert, state: 'expired' })),
      };
    },
    withdraw(isUnwanted) {
      const ended = [...alerts.values()]
        .filter(({ state, subject }) => state !== 'expired' && isUnwanted(subject))
        .map((alert): Alert => ({ ...alert, state: 'expired' }));
      return { facts: [], changes: ended.map(keep), tell: ended };
    },
    handOver(visitId, to) {
      const standing = [...alerts.values()].filter((alert) => alert.state !== 'expired' && alert.visitId === visitId);
      const handed = standing.map((alert) => ({ ...alert, ...to }));
      return { facts: [], changes: handed.map(keep), tell: handed };
    },
    known: () => [...alerts.values()],
    has: (order, visits) => [...alerts.values()].some((alert) => alert.order === order && visits.includes(alert.visitId)),
  };
}
