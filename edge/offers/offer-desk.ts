import type { BasketLine } from '../../contract/business-event.ts';
import type { FactDraft } from '../../contract/facts/fact.ts';
import type { ScreenResponse, ScreenSide } from '../domain/delivery.ts';
import type { PresenceEvent } from '../domain/presence-event.ts';
import type { Shop } from '../domain/shop.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { Random } from '../ports/random.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { Book } from './book.ts';
import type { Books } from './books.ts';
import { type Decided, type DecideParts, decide } from './decide.ts';
import { type DecidedLog, personContext } from './decided.ts';
import type { Feedback } from './feedback/feedback.ts';
import type { OfferHistory } from './history.ts';
import type { Limits } from './limits.ts';
import type { Ranking } from './ranking/ranking.ts';
import { type KnownStock, noteScarce } from './scarce-stock.ts';
import { shopClockOf } from './shop-clock.ts';
import { type Presence, type SituateParts, situate } from './situate.ts';
import type { Basket, Person, Situation } from './situation.ts';
import { createTriggers, type Due } from './triggers.ts';

/** Who entered a zone longer ago than this has seen the screen already, or walked on: a full disk or a flood held the entry up. */
const LATEST_MS = 15_000;
/** A basket of which nothing was heard for so long was paid, or left. */
const BASKET_MS = 4 * 3_600_000;
const MOST_BASKETS = 2000;
const SEED_BYTES = 8;

export interface OfferDeskParts {
  readonly shop: Shop;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly journal: Pick<Journal, 'append'>;
  readonly books: Books;
  readonly history: OfferHistory;
  readonly decided: DecidedLog;
  /** What orders the offers of a book now. */
  readonly rankingOf: (book: Book) => Ranking;
  readonly limits: Pick<Limits, 'refusals' | 'pushed'>;
  readonly feedback: Pick<Feedback, 'hasSaid' | 'refusalOf' | 'weightOf'>;
  /** Who is shown nothing, so that the difference can be measured. */
  readonly armOf: (subject: string, book: Book) => 'treated' | 'holdout';
  readonly screens: ScreenSide;
  readonly profileOf: SituateParts['profileOf'];
  /** The visit that goes on; undefined when it is over by now. */
  readonly visitOf: (track: string) => Presence | undefined;
  /** Who is in a zone now. */
  readonly peopleIn: (zone: string) => readonly Presence[];
  readonly stayOf: SituateParts['stayOf'];
  readonly seal: (subject: string, context: string, fields: object) => string | undefined;
}

export interface OfferDesk {
  /** Takes what presence tells; what is to be decided of it waits for `work`. */
  follow(event: PresenceEvent): void;
  /** A self-scanning device told what is in the basket. */
  basketChanged(subject: string, track: string, products: readonly BasketLine[], t: number): void;
  /** A member touched or refused what was shown. */
  responded(response: Pick<ScreenResponse, 'subject' | 'response' | 't'>): void;
  orderReady(subject: string): void;
  isDue(): boolean;
  /** Decides all that is due, each member once; members side by side, so that their writes share one sync of the disk. */
  work(): Promise<void>;
  forget(subject: string): void;
}

/** Decides once it is sure in which zone somebody is, and anew when that changes what is best; writes to disk, and only then lets the screen show it. */
export function createOfferDesk(parts: OfferDeskParts): OfferDesk {
  const { shop, clock, telemetry, journal, history, screens, books } = parts;
  const settings = shop.offers;
  const around = shopClockOf(shop);
  const triggers = createTriggers({ dwellMs: settings.dwellMs, gapMs: settings.gapMs });
  const baskets = new Map<string, { readonly basket: Basket; readonly at: number }>();

  function basketOf(subject: string): Basket | undefined {
    const known = baskets.get(subject);
    return known && Math.abs(clock.nowMs() - known.at) < BASKET_MS ? known.basket : undefined;
  }

  /** Everybody who can see the screen: the member first, then others who agreed to personal offers, each once. */
  function audienceOf(first: Person, due: Due, book: Book, now: number): [Person, ...Person[]] {
    const others = new Map(parts.peopleIn(due.zone).map((one) => [one.subject, one]));
    others.delete(due.subject);
    const with_ = [...others.values()].filter(({ subject }) => parts.armOf(subject, book) === 'treated');
    return [first, ...with_.flatMap((one) => personOf(one, book, now) ?? [])];
  }

  function personOf(one: Presence, book: Book, now: number): Person | undefined {
    return situate({ ...parts, basketOf, offers: book.offers }, one, now);
  }

  function decideParts(book: Book, subject: string, t: number, stock: DecideParts['stock']): DecideParts {
    const { leastValue, leastChance, exploreShare, sensitiveCategories } = settings;
    return {
      ...around,
      book,
      ranking: parts.rankingOf(book),
      leastValue,
      leastChance,
      exploreShare,
      sensitiveCategories,
      stock,
      against(moment) {
        const limited = parts.limits.refusals(book, moment);
        if (!parts.feedback.hasSaid(subject)) return limited;
        return (offer) => {
          const reason = parts.feedback.refusalOf(subject, offer, t);
          return reason === undefined ? limited(offer) : [...limited(offer), { reason }];
        };
      },
    };
  }

  async function decideOn(due: Due): Promise<void> {
    const started = clock.nowMs();
    const { subject, track, visitId, zone, trigger } = due;
    if (started - due.t > LATEST_MS) return count('too-late');
    const visit = parts.visitOf(track);
    if (visit?.visitId !== visitId || visit.zone !== zone) return count('moved-on');
    const book = books.current(started);
    // Agreed to when it came about, and still.
    const first = parts.profileOf(subject, due.t) && personOf(visit, book, started);
    if (!first) return count('no-consent');
    const arm = parts.armOf(subject, book);
    const people: [Person, ...Person[]] = arm === 'holdout' ? [first] : audienceOf(first, due, book, started);
    const seed = Buffer.from(parts.random.bytes(SEED_BYTES)).toString('hex');
    const screen = screens.screenIn(zone, visitId);
    const situation: Situation = { decisionId: parts.random.id(), t: started, trigger, visitId, zone, screen, seed, arm, people };
    const stock = noteScarce(book, books.stock);
    const made = decide(decideParts(book, subject, started, stock.noted), situation);
    await write(due, situation, made, book, stock.kept(made.decision));
  }

  async function write(due: Due, situation: Situation, made: Decided, book: Book, stock: KnownStock): Promise<void> {
    const { subject, track, visitId, zone } = due;
    const { t: started, screen, decisionId, people, arm } = situation;
    const { offer, decision } = made;
    const isShown = offer !== undefined && screen !== undefined && arm === 'treated';
    const sealed = parts.seal(subject, personContext(decisionId), people[0]);
    const data = { ...decision, ...(sealed === undefined ? {} : { sealed }) };
    // What was meant for where the member was before is for nobody there now.
    const before = screens.supersede({ t: started, subject, visitId, zone, screen: isShown ? screen : undefined });
    const delivery = isShown ? screens.prepare({ t: started, decisionId, visitId, subject, zone, screen, offer }) : undefined;
    const kept = parts.decided.keep(
      {
        decision,
        sealedPerson: sealed,
        stock,
        leastValue: settings.leastValue,
        leastChance: settings.leastChance,
        embedding: [...(made.embedding ?? [])],
      },
      people.slice(1),
      book,
      started,
    );
    // In the holdout too: who is shown nothing must not be measured by the same offer again and again.
    const isChosen = offer !== undefined && (isShown || arm === 'holdout');
    const pushed = isChosen
      ? [history.push(track, visitId, offer.id), ...(isShown ? parts.limits.pushed(book, offer, situation) : [])]
      : [];
    const facts: FactDraft[] = [{ kind: 'decision', t: started, data }, ...before.facts, ...(delivery?.facts ?? [])];
    triggers.decided(due, started, delivery && started + settings.showMs);
    await journal.append(facts, [...before.changes, ...pushed, ...(delivery?.changes ?? []), ...kept]);
    telemetry.observe('aislegate_decision_seconds', (clock.nowMs() - due.t) / 1000);
    count(delivery ? 'show' : arm === 'holdout' && offer ? 'holdout' : 'nothing');
    before.push();
    // The disk may have kept us waiting beyond the deadline: then the delivery ends as expired, unseen.
    if (clock.nowMs() - started <= settings.deadlineMs) delivery?.push();
  }

  function count(outcome: string): void {
    telemetry.count('aislegate_decisions_total', { outcome });
  }

  return {
    follow(event) {
      triggers.follow(event, event.type === 'zone-confirmed' ? (parts.stayOf(event.track)?.returns ?? 0) : 0);
      if (event.type === 'visit-closed') baskets.delete(event.subject);
    },
    basketChanged(subject, track, products, t) {
      // Told late, of a moment before what is known.
      if ((baskets.get(subject)?.at ?? t) > t) return;
      baskets.delete(subject);
      baskets.set(subject, { basket: basketIn(products), at: t });
      const [oldest] = baskets.keys();
      if (baskets.size > MOST_BASKETS && oldest !== undefined) baskets.delete(oldest);
      triggers.happened(subject, 'basket', t, track);
    },
    responded({ subject, response, t }) {
      if (response === 'ignored' || response === 'undone') return;
      triggers.happened(subject, 'touch', t);
    },
    orderReady: (subject) => triggers.happened(subject, 'order-ready', clock.nowMs()),
    isDue: () => triggers.isDue(clock.nowMs()),
    async work() {
      const results = await Promise.allSettled(triggers.take(clock.nowMs()).map(decideOn));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    },
    forget(subject) {
      triggers.forget(subject);
      baskets.delete(subject);
    },
  };
}

function basketIn(lines: readonly BasketLine[]): Basket {
  const spend = lines.reduce<number | undefined>((sum, { amount }) => (amount === undefined ? sum : (sum ?? 0) + amount), undefined);
  const products = lines.filter(({ quantity }) => quantity > 0).map(({ product }) => product);
  return { products, ...(spend !== undefined && { spend }) };
}
