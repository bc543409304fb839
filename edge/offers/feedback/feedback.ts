import type { NotInterestedScope } from '../../../contract/facts/offer-facts.ts';
import type { OfferSubject } from '../../domain/delivery.ts';
import type { StateChange } from '../../ports/journal.ts';

/** What a member does not want to be told of, until when, and until when less and less so. */
export interface Objection {
  readonly scope: NotInterestedScope;
  /** Which offer, category or brand; empty for all. */
  readonly of: string;
  readonly saidAt: number;
  /** Not at all before this, ms epoch. */
  readonly blockedUntil: number;
  readonly fadesUntil: number;
}

/**
 * What members made of what they were shown: shown, ignored, dismissed and not interested are four things with four effects. Of one member
 * only, ever; rules and not weights, so that no model change undoes them.
 */
export interface Feedback {
  /** Whether anything of what the member made of offers has an effect: most never said anything. */
  hasSaid(subject: string): boolean;
  refusalOf(subject: string, offer: OfferSubject, t: number): 'DISMISSED' | 'NOT_INTERESTED' | undefined;
  /** By which the expected value is multiplied, above 0 up to 1. */
  weightOf(subject: string, offer: OfferSubject, t: number): number;
  ignored(subject: string, offer: OfferSubject, t: number): readonly StateChange[];
  dismissed(subject: string, offer: OfferSubject, t: number): readonly StateChange[];
  notInterested(subject: string, scope: NotInterestedScope, of: string, t: number): readonly StateChange[];
  /** Takes one objection back, or all of them. */
  undo(subject: string, which: { readonly scope: NotInterestedScope; readonly of: string } | 'all', t: number): readonly StateChange[];
  /** A purchase or a redemption: what the member buys is of interest after all. */
  bought(
    subject: string,
    what: { readonly offers: readonly string[]; readonly categories: readonly string[]; readonly brands: readonly string[] },
    t: number,
  ): readonly StateChange[];
  objections(subject: string, t: number): readonly Objection[];
  forget(subject: string): void;
  /** Forgets what no longer has any effect; of many members only some, and the changes that say so. */
  forgetAged(now: number): readonly StateChange[];
}
