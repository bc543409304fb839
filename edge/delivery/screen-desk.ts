import type { ScreenReport } from '../../contract/business-event.ts';
import type { ScreenEventData } from '../../contract/facts/offer-facts.ts';
import { instantText } from '../../contract/instant.ts';
import type { ShowMessage } from '../../contract/messages.ts';
import type { Offer } from '../../contract/offers/offer.ts';
import { subjects } from '../../contract/subjects.ts';
import type { ScreenResponse, ScreenSide } from '../domain/delivery.ts';
import type { Shop } from '../domain/shop.ts';
import type { ConsentCheck } from '../domain/subject.ts';
import type { Bus } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal, StateChange } from '../ports/journal.ts';
import type { Random } from '../ports/random.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { readScreenEvent } from './inbound.ts';
import type { Delivery, ScreenEffects, Screens } from './screens.ts';

export interface ScreenDeskParts {
  readonly shop: Shop;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly bus: Bus;
  readonly journal: Pick<Journal, 'append'>;
  readonly screens: Screens;
  readonly allows: ConsentCheck;
  /** What an exposure changes, written with its fact. */
  readonly exposed: (delivery: Delivery, t: number) => readonly StateChange[];
  /** What it changes that a member touched, refused or ignored an offer, written with its fact. */
  readonly responded: (response: ScreenResponse) => readonly StateChange[];
  /** The same is on disk now: what follows of it can begin. */
  readonly onResponse?: (response: ScreenResponse) => void;
  readonly onHeard?: (screen: string, t: number) => void;
}

export interface ScreenDesk extends ScreenSide {
  heard(subject: string, payload: Uint8Array): Promise<void>;
  /** What a screen of another maker told over MQTT; the changes are written with what follows from it. */
  reported(report: ScreenReport, changes: readonly StateChange[]): Promise<void>;
  /** Ends what has had its time, and what is for somebody who no longer agrees to it. */
  expire(): Promise<void>;
  /** Takes back at once what is for this subject, or was decided in this visit. */
  withdraw(of: { readonly subject: string } | { readonly visitId: string }): Promise<void>;
  stateOf(screen: string): 'idle' | 'waiting' | 'showing';
  /** Tells every screen again what it should show: after a restart they may have missed it. */
  sayAgain(): void;
}

/** Between the state of the screens and the world: writes before it speaks. */
export function createScreenDesk(parts: ScreenDeskParts): ScreenDesk {
  const { shop, clock, random, telemetry, bus, journal, screens } = parts;

  async function run(effects: ScreenEffects, more: readonly StateChange[] = []): Promise<void> {
    const { exposed, responses = [] } = effects;
    const followed = [...(exposed ? parts.exposed(exposed, clock.nowMs()) : []), ...responses.flatMap(parts.responded)];
    const changes = [...effects.changes, ...followed, ...more];
    if (effects.facts.length > 0 || changes.length > 0) await journal.append(effects.facts, changes);
    if (parts.onResponse) responses.forEach(parts.onResponse);
    if (effects.outcome) telemetry.count('aislegate_deliveries_total', { outcome: effects.outcome });
    if (effects.refused) telemetry.count('aislegate_refused_total', { source: 'screen', code: effects.refused });
    if (effects.show) bus.publish(subjects.screenShow(shop.id, effects.show.screen), effects.show.message);
  }

  const isUnwanted = ({ subject }: Pick<Delivery, 'subject'>): boolean => !parts.allows(subject, 'personal-offers', clock.nowMs());

  async function withdraw(of: (delivery: Delivery) => boolean): Promise<void> {
    for (const effects of screens.withdraw(of, clock.nowMs())) await run(effects);
  }

  return {
    screenIn(zone, visitId) {
      const inZone = [...shop.screens].flatMap(([screen, at]) => (at === zone ? [screen] : [])).sort();
      const watched = screens.screenOf(visitId);
      if (watched !== undefined && inZone.includes(watched)) return watched;
      const busy = new Set(screens.current(clock.nowMs()).map((one) => one.screen));
      return inZone.find((screen) => !busy.has(screen)) ?? inZone[0];
    },
    prepare({ t, decisionId, visitId, subject, zone, screen, offer }) {
      const { show, facts, changes, outcome } = screens.start({
        deliveryId: random.id(),
        decisionId,
        visitId,
        subject,
        screen,
        zone: { id: zone, name: shop.zones.get(zone)?.name ?? zone },
        offer: onScreen(offer),
        pushedAt: t,
        deadlineAt: t + shop.offers.deadlineMs,
        expiresAt: t + shop.offers.showMs,
        shown: false,
      });
      return {
        facts,
        changes,
        push() {
          // The disk may have taken its time.
          if (isUnwanted({ subject })) return;
          if (outcome) telemetry.count('aislegate_deliveries_total', { outcome });
          bus.publish(subjects.screenShow(shop.id, screen), show.message);
        },
      };
    },
    supersede({ subject, visitId, zone, screen, t }) {
      const isForSame = (one: Delivery): boolean => one.subject === subject && (one.visitId === visitId || one.zone.id === zone);
      const isOvertaken = (one: Delivery): boolean => (screen === undefined ? one.zone.id !== zone : one.screen !== screen);
      const effects = screens.supersede((one) => isForSame(one) && isOvertaken(one), t);
      return {
        facts: effects.flatMap(({ facts }) => facts),
        changes: effects.flatMap(({ changes }) => changes),
        push() {
          for (const { outcome, show } of effects) {
            if (outcome) telemetry.count('aislegate_deliveries_total', { outcome });
            if (show) bus.publish(subjects.screenShow(shop.id, show.screen), show.message);
          }
        },
      };
    },
    async heard(subject, payload) {
      const inbound = readScreenEvent(subject, payload, shop.screens);
      if (!inbound.ok) return telemetry.count('aislegate_refused_total', { source: 'screen', code: inbound.refused });
      const now = clock.nowMs();
      parts.onHeard?.(inbound.from, now);
      await withdraw(isUnwanted);
      await run(screens.event(inbound.from, inbound.event, now));
    },
    async reported({ screen, action, deliveryId, offer, scope, t }, changes) {
      const now = clock.nowMs();
      parts.onHeard?.(screen, now);
      await withdraw(isUnwanted);
      const effects =
        deliveryId === undefined ? undefined : screens.event(screen, { type: action, deliveryId, ...(scope && { scope }) }, now);
      // Not of a delivery that is awaited: the screen showed what it chose for itself, or answers late.
      if (effects && effects.refused === undefined) return run(effects, changes);
      const data: ScreenEventData = { screen, outcome: action, at: instantText(t) };
      const of = { ...(deliveryId === undefined ? {} : { deliveryId }), ...(offer === undefined ? {} : { offer }) };
      await journal.append([{ kind: 'screen-event', t, data: { ...data, ...of } }], changes);
    },
    async expire() {
      await withdraw(isUnwanted);
      for (const effects of screens.expire(clock.nowMs())) await run(effects);
    },
    withdraw: (of) => withdraw((one) => ('visitId' in of ? one.visitId === of.visitId : one.subject === of.subject)),
    stateOf: screens.stateOf,
    sayAgain() {
      for (const { screen, message } of screens.current(clock.nowMs(), isUnwanted))
        bus.publish(subjects.screenShow(shop.id, screen), message);
    },
  };
}

/** What of an offer a public screen may show. */
function onScreen({ id, title, text, badge, category, brand }: Offer): ShowMessage['offer'] {
  const words = { ...(text === undefined ? {} : { text }), ...(badge === undefined ? {} : { badge }) };
  return { id, title, ...words, category, ...(brand === undefined ? {} : { brand }) };
}
