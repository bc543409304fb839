import { armOf } from '../contract/offers/holdout.ts';
import { unseal } from '../contract/seal.ts';
import type { IdentityStage } from './assemble-identity.ts';
import type { ShopPorts } from './assembled-shop.ts';
import type { ScreenSide } from './domain/delivery.ts';
import type { Sealing } from './identity/sealing.ts';
import type { PatientJournal } from './journal/patience.ts';
import { createBooks } from './offers/books.ts';
import { createDecidedLog } from './offers/decided.ts';
import type { Feedback } from './offers/feedback/feedback.ts';
import { createOfferHistory, HISTORY_PREFIX } from './offers/history.ts';
import { createOfferDesk, type Limits, type OfferDesk } from './offers/offer-desk.ts';
import { plainRanking } from './offers/plain-ranking.ts';
import type { Presence } from './presence/presence.ts';

/** Nothing is used up. */
const NO_LIMITS: Limits = { refusals: () => () => [], pushed: () => [] };

export interface AssembleOffersParts {
  readonly journal: PatientJournal;
  readonly gate: IdentityStage['gate'];
  readonly presence: Pick<Presence, 'visitOf' | 'openVisits' | 'stayOf'>;
  readonly feedback: Feedback;
  readonly seal: Sealing;
}

/** The offers stage of a shop: what is offered, what was decided, and the desk that decides. */
export function assembleOffers(ports: ShopPorts, parts: AssembleOffersParts) {
  const { shop, clock, random, telemetry, journal, keyRing } = ports;
  const { gate, presence, feedback, seal } = parts;
  const books = createBooks();
  const history = createOfferHistory(journal.state(HISTORY_PREFIX), () => clock.nowMs());
  const decided = createDecidedLog({
    state: (prefix) => journal.state(prefix),
    seal,
    unseal(subject, context, sealed) {
      const key = keyRing.get(subject);
      return key && unseal(key, context, sealed);
    },
  });
  const openDesk = (screens: ScreenSide): OfferDesk =>
    createOfferDesk({
      shop,
      clock,
      random,
      telemetry,
      journal: parts.journal,
      books,
      history,
      decided,
      rankingOf: plainRanking,
      limits: NO_LIMITS,
      feedback,
      armOf: (subject, { ranking }) => armOf(subject, ranking),
      screens,
      profileOf: gate.profile,
      visitOf: presence.visitOf,
      peopleIn: (zone) => presence.openVisits().filter((visit) => visit.zone === zone),
      stayOf: presence.stayOf,
      seal,
    });
  return { books, history, decided, openDesk };
}
