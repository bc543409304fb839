import { armOf } from '../contract/offers/holdout.ts';
import type { IdentityStage } from './assemble-identity.ts';
import type { ShopPorts } from './assembled-shop.ts';
import type { ScreenSide } from './domain/delivery.ts';
import { localDayOf } from './domain/local-day.ts';
import type { Sealing } from './identity/sealing.ts';
import { createUnsealing } from './identity/sealing.ts';
import type { PatientJournal } from './journal/patience.ts';
import { createBooks } from './offers/books.ts';
import { MEMBER_BUDGET_PREFIX } from './offers/budgets/accounts.ts';
import { BUDGET_PREFIX, createBudgets } from './offers/budgets/budgets.ts';
import { createLeaseClient } from './offers/budgets/lease-client.ts';
import { createDecidedLog } from './offers/decided.ts';
import { createExplainer } from './offers/explained.ts';
import type { Feedback } from './offers/feedback/feedback.ts';
import { createOfferHistory, HISTORY_PREFIX } from './offers/history.ts';
import { createLimits } from './offers/limits.ts';
import { createOfferDesk, type OfferDesk, type OfferDeskParts } from './offers/offer-desk.ts';
import type { ReplayParts } from './offers/replay.ts';
import { CAPS_PREFIX, createSolicitations } from './offers/rules/caps.ts';
import { shopClockOf } from './offers/shop-clock.ts';
import type { Presence } from './presence/presence.ts';

export interface AssembleOffersParts {
  readonly journal: PatientJournal;
  readonly gate: IdentityStage['gate'];
  readonly presence: Pick<Presence, 'visitOf' | 'openVisits' | 'stayOf'>;
  readonly feedback: Feedback;
  /** What orders the offers of a book now. */
  readonly rankingOf: OfferDeskParts['rankingOf'];
  /** What ordered them when a decision was made. */
  readonly rankingThen: ReplayParts['rankingThen'];
  readonly seal: Sealing;
}

/** The offers stage of a shop: what is offered, what was decided, and the desk that decides. */
export function assembleOffers(ports: ShopPorts, parts: AssembleOffersParts) {
  const { shop, clock, random, telemetry, journal } = ports;
  const { gate, presence, feedback, seal } = parts;
  const books = createBooks();
  const history = createOfferHistory(journal.state(HISTORY_PREFIX), () => clock.nowMs());
  const decided = createDecidedLog({
    state: (prefix) => journal.state(prefix),
    seal,
    unseal: createUnsealing(ports),
  });
  const dayOf = localDayOf(shop.timezone);
  const solicitations = createSolicitations({ saved: journal.state(CAPS_PREFIX), dayOf });
  const budgets = createBudgets({
    saved: journal.state(BUDGET_PREFIX),
    savedOfMembers: journal.state(MEMBER_BUDGET_PREFIX),
    startedAt: clock.nowMs(),
    dayOf,
  });
  const limits = createLimits({ solicitations, budgets, ownCap: shop.offers });
  const leases = createLeaseClient({
    budgets,
    headquarters: ports.headquarters,
    journal: parts.journal,
    clock,
    running: () => limits.running(books.current(clock.nowMs()), clock.nowMs()),
    visitors: () => presence.openVisits().map(({ subject }) => subject),
    mayOffer: (subject, t) => gate.allows(subject, 'personal-offers', t),
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
      rankingOf: parts.rankingOf,
      limits,
      feedback,
      armOf: (subject, { ranking }) => armOf(subject, ranking),
      screens,
      profileOf: gate.profile,
      visitOf: presence.visitOf,
      peopleIn: (zone) => presence.openVisits().filter((visit) => visit.zone === zone),
      stayOf: presence.stayOf,
      seal,
    });
  const explained = createExplainer({
    decided,
    around: shopClockOf(shop),
    rankingThen: parts.rankingThen,
    bookNow: () => books.current(clock.nowMs()),
  });
  return { books, history, decided, explained, solicitations, budgets, leases, openDesk };
}
