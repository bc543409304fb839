import type { Campaign } from '../../contract/offers/budget.ts';
import type { Offer } from '../../contract/offers/offer.ts';
import type { StateChange } from '../ports/journal.ts';
import { type Book, placed } from './book.ts';
import type { Budgets } from './budgets/budgets.ts';
import { type CompiledCaps, compileCaps, type KnownCap, type Solicitations } from './rules/caps.ts';
import type { RefusedBy, RuleMoment } from './rules/moment.ts';
import type { Situation } from './situation.ts';

/** What is used up: caps of members and budgets of campaigns. */
export interface Limits {
  /** What stands against each offer at this moment. */
  refusals(book: Book, moment: RuleMoment): (offer: Offer) => readonly RefusedBy[];
  /** An offer is about to be pushed; its changes are written with the decision. */
  pushed(book: Book, offer: Offer, situation: Situation): readonly StateChange[];
  /** Campaigns of which an offer may still be shown. */
  running(book: Book, now: number): readonly Campaign[];
}

export interface LimitsParts {
  readonly solicitations: Solicitations;
  readonly budgets: Budgets;
  /** What holds where headquarters sent no cap. */
  readonly ownCap: { readonly mostPerDay: number; readonly restMs: number };
}

const NONE: readonly RefusedBy[] = [];

export function createLimits({ solicitations, budgets, ownCap }: LimitsParts): Limits {
  const own: KnownCap = { about: {}, perDay: ownCap.mostPerDay, gapMs: ownCap.restMs };
  const known = new WeakMap<Book, CompiledCaps>();

  function capsOf(book: Book): CompiledCaps {
    const compiled = known.get(book) ?? compileCaps(book.caps.length > 0 ? book.caps : [own]);
    known.set(book, compiled);
    return compiled;
  }

  /** What a campaign cannot pay for is asked once for all of its offers, but for those that cost an amount of their own. */
  function unpaidAt({ campaigns }: Book, { member, t }: RuleMoment): (offer: Offer) => readonly RefusedBy[] {
    const known = new Map<string, readonly RefusedBy[]>();
    return (offer) => {
      const found = known.get(offer.campaign);
      if (found) return found;
      const campaign = campaigns.get(offer.campaign);
      const asked = campaign ? budgets.refusals(campaign, offer, member.subject, t) : NONE;
      if (campaign?.unit !== 'money') known.set(offer.campaign, asked);
      return asked;
    };
  }

  return {
    refusals(book, moment) {
      const capped = solicitations.refusals(capsOf(book), moment, (id) => placed(book).get(id)?.offer);
      const unpaid = unpaidAt(book, moment);
      return (offer) => {
        const refused = capped(offer);
        const lacking = unpaid(offer);
        return lacking.length === 0 ? refused : [...refused, ...lacking];
      };
    },
    pushed(book, offer, { decisionId, t, people }) {
      const campaign = book.campaigns.get(offer.campaign);
      const endsAt = placed(book).get(offer.id)?.endsAt ?? t;
      // Whoever stands there is spoken to as well; the campaign pays once, for whom it was chosen.
      const spokenTo = people.map(({ subject }) => solicitations.note(subject, offer.id, 'screen', t));
      return [...spokenTo, ...(campaign ? budgets.hold(decisionId, campaign, offer, endsAt, people[0].subject, t) : [])];
    },
    running(book, now) {
      const offered = new Set(book.offers.flatMap(({ offer, endsAt }) => (endsAt > now ? [offer.campaign] : [])));
      return [...book.campaigns.values()].filter(({ id }) => offered.has(id));
    },
  };
}
