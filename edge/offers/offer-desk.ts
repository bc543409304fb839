import type { ScreenSide } from '../domain/delivery.ts';
import { localTimeOf } from '../domain/local-time.ts';
import type { PresenceEvent } from '../domain/presence-event.ts';
import type { Shop } from '../domain/shop.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { Random } from '../ports/random.ts';
import type { Ranker } from '../ports/ranker.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { Catalogue } from './catalogue.ts';
import { decide, type Entry } from './decide.ts';
import type { OfferHistory } from './history.ts';

/** Who entered a zone longer ago than this has seen the screen already, or walked on: a full disk or a flood held the entry up. */
const LATEST_MS = 15_000;

export interface OfferDeskParts {
  readonly shop: Shop;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly journal: Pick<Journal, 'append'>;
  readonly catalogue: Catalogue;
  readonly history: OfferHistory;
  readonly ranker: Ranker;
  readonly screens: ScreenSide;
  /** What is known of the subject, only with consent to personal offers at that moment. */
  readonly profileOf: (subject: string, t: number) => Entry['profile'] | undefined;
  /** When the visit began; undefined when it is over by now. */
  readonly openedAt: (track: string) => number | undefined;
  readonly seal: (subject: string, context: string, fields: object) => string | undefined;
}

type ZoneConfirmed = Extract<PresenceEvent, { type: 'zone-confirmed' }>;

export interface OfferDesk {
  entered(event: ZoneConfirmed): Promise<void>;
}

/** Decides once it is sure in which zone somebody is, writes the decision to disk, and only then lets the screen show it. */
export function createOfferDesk(parts: OfferDeskParts): OfferDesk {
  const { shop, clock, telemetry, journal, history, screens } = parts;
  const deciding = { ...parts, ...shop.offers, localTime: localTimeOf(shop.timezone) };

  return {
    async entered({ t, subject, track, visitId, zone }) {
      const started = clock.nowMs();
      if (started - t > LATEST_MS) return telemetry.count('aislegate_decisions_total', { outcome: 'too-late' });
      const profile = parts.profileOf(subject, t);
      if (!profile) return telemetry.count('aislegate_decisions_total', { outcome: 'no-consent' });
      const screen = screens.screenIn(zone);
      const openedAt = parts.openedAt(track) ?? t;
      const { decision, offer, inputs } = decide(deciding, { t, subject, track, visitId, openedAt, zone, screen, profile });
      const sealed = parts.seal(subject, `decision/${decision.decisionId}`, inputs);
      const data = { ...decision, ...(sealed === undefined ? {} : { sealed }) };
      const delivery =
        offer && screen !== undefined
          ? screens.prepare({ t: started, decisionId: decision.decisionId, visitId, subject, zone, screen, offer })
          : undefined;
      const changes = offer && delivery ? [history.push(track, visitId, offer.id), ...delivery.changes] : [];
      await journal.append([{ kind: 'decision', t, data }, ...(delivery?.facts ?? [])], changes);
      telemetry.observe('aislegate_decision_seconds', (clock.nowMs() - started) / 1000);
      telemetry.count('aislegate_decisions_total', { outcome: delivery ? 'show' : 'nothing' });
      // The disk may have kept us waiting beyond the deadline: then the delivery ends as expired, unseen.
      if (clock.nowMs() - started <= shop.offers.deadlineMs) delivery?.push();
    },
  };
}
