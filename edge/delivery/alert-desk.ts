import { instantText } from '../../contract/instant.ts';
import type { StaffAlert } from '../../contract/messages.ts';
import { subjects } from '../../contract/subjects.ts';
import type { PresenceEvent } from '../domain/presence-event.ts';
import type { Shop } from '../domain/shop.ts';
import type { ConsentCheck } from '../domain/subject.ts';
import type { Bus } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { Random } from '../ports/random.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { Alert, AlertEffects, Alerts } from './alerts.ts';
import { readStaffEvent } from './inbound.ts';
import type { Orders } from './orders.ts';

type EventOf<T extends PresenceEvent['type']> = Extract<PresenceEvent, { type: T }>;

export interface AlertDeskParts {
  readonly shop: Shop;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly bus: Bus;
  readonly journal: Pick<Journal, 'append'>;
  readonly alerts: Alerts;
  readonly orders: Orders;
  readonly allows: ConsentCheck;
  readonly firstNameOf: (subject: string, t: number) => string | undefined;
  /** The visits that go on, of all who share the customer's card. */
  readonly visitsOf: (subject: string) => readonly { readonly visitId: string; readonly zone: string | undefined }[];
}

export interface AlertDesk {
  arrived(event: EventOf<'visit-opened'>): Promise<void>;
  moved(event: EventOf<'zone-entered'>): Promise<void>;
  left(event: EventOf<'visit-closed'>): Promise<void>;
  heard(subject: string, payload: Uint8Array): Promise<void>;
  /** Ends what has rung too long, and what rings for somebody who no longer agrees to it. */
  expire(): Promise<void>;
  /** Ends at once what rings for this subject. */
  withdraw(subject: string): Promise<void>;
  sayAgain(): void;
}

/** A customer with a ready order walks in: staff are told, on disk first, and told what comes of it. */
export function createAlertDesk(parts: AlertDeskParts): AlertDesk {
  const { shop, clock, random, telemetry, bus, journal, alerts, orders } = parts;

  async function run(effects: AlertEffects): Promise<void> {
    if (effects.facts.length > 0 || effects.changes.length > 0) await journal.append(effects.facts, effects.changes);
    for (const fact of effects.facts) {
      if (fact.kind === 'pickup') telemetry.count('aislegate_alerts_total', { stage: fact.data.stage });
    }
    if (effects.refused) telemetry.count('aislegate_refused_total', { source: 'staff', code: effects.refused });
    for (const alert of effects.tell) tell(alert);
  }

  function tell(alert: Alert): void {
    const message = messageOf(alert);
    if (message) bus.publish(subjects.staffAlert(shop.id), message);
  }

  /**
   * Made anew each time it is told: a name whose consent is gone is not told again, and of an order whose key is gone only that the alert is
   * over.
   */
  function messageOf(alert: Alert): StaffAlert | undefined {
    const orderNumber = orders.numberOf(alert.order) ?? (alert.state === 'expired' ? '' : undefined);
    if (orderNumber === undefined) return undefined;
    const customer = parts.firstNameOf(alert.subject, clock.nowMs());
    const zone = shop.zones.get(alert.zone)?.name;
    const by = alert.device === undefined ? undefined : (shop.devices.get(alert.device) ?? alert.device);
    return {
      alertId: alert.alertId,
      kind: 'pickup',
      state: alert.state,
      title: `${customer ?? 'A customer'} is here for order ${orderNumber}`,
      ...(customer === undefined ? {} : { customer }),
      orderNumber,
      ...(zone === undefined ? {} : { zone }),
      ...(by === undefined ? {} : { acknowledgedBy: by }),
      raisedAt: instantText(alert.raisedAt),
      expiresAt: instantText(alert.expiresAt),
    };
  }

  const isUnwanted = (subject: string, t = clock.nowMs()): boolean => !parts.allows(subject, 'staff-assistance', t);

  async function withdraw(of: (subject: string) => boolean): Promise<void> {
    await run(alerts.withdraw(of));
  }

  return {
    async arrived({ t, subject, visitId, zone }) {
      const now = clock.nowMs();
      if (isUnwanted(subject, t)) return;
      // A household that comes together is one customer.
      const visits = [visitId, ...parts.visitsOf(subject).map((visit) => visit.visitId)];
      for (const order of orders.readyOf(subject)) {
        if (alerts.has(order.id, visits)) continue;
        const expiresAt = now + shop.pickup.alertForMs;
        await run(alerts.raise({ alertId: random.id(), order: order.id, subject, visitId, zone, raisedAt: now, expiresAt }));
      }
    },
    async moved({ visitId, zone }) {
      await withdraw((subject) => isUnwanted(subject));
      await run(alerts.move(visitId, zone));
    },
    async left({ subject, visitId }) {
      await withdraw((subject) => isUnwanted(subject));
      const other = parts.visitsOf(subject).find((visit) => visit.visitId !== visitId && visit.zone !== undefined);
      if (other?.zone !== undefined) await run(alerts.handOver(visitId, { visitId: other.visitId, zone: other.zone }));
      else await run(alerts.expire(clock.nowMs(), visitId));
    },
    async heard(subject, payload) {
      const inbound = readStaffEvent(subject, payload, shop.devices);
      if (!inbound.ok) return telemetry.count('aislegate_refused_total', { source: 'staff', code: inbound.refused });
      await withdraw((subject) => isUnwanted(subject));
      if (inbound.event.type === 'hello') return void alerts.known().forEach(tell);
      await run(alerts.acknowledge(inbound.event.alertId, inbound.from, clock.nowMs()));
    },
    async expire() {
      await withdraw((subject) => isUnwanted(subject));
      await run(alerts.expire(clock.nowMs()));
    },
    withdraw: (subject) => withdraw((one) => one === subject),
    sayAgain: () => void alerts.known().forEach(tell),
  };
}
