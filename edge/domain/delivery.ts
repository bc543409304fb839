import type { FactDraft } from '../../contract/facts/fact.ts';
import type { NotInterestedScope, ResponseKind } from '../../contract/facts/offer-facts.ts';
import type { Offer } from '../../contract/offers/offer.ts';
import type { StateChange } from '../ports/journal.ts';

/** An offer decided for a subject, to be shown on a screen. */
export interface OfferForScreen {
  readonly t: number;
  readonly decisionId: string;
  readonly visitId: string;
  readonly subject: string;
  readonly zone: string;
  readonly screen: string;
  readonly offer: Offer;
}

/** A delivery that is ready to go: its facts and changes must be on disk before `push` is called. */
export interface PreparedDelivery {
  readonly facts: readonly FactDraft[];
  readonly changes: readonly StateChange[];
  push(): void;
}

export interface Superseding extends Pick<OfferForScreen, 't' | 'subject' | 'visitId' | 'zone'> {
  /** Undefined where nothing is shown anew. */
  readonly screen: string | undefined;
}

/** What the offers stage needs of the screens. */
export interface ScreenSide {
  /** A screen in the zone: the one that the visitor looks at already, then one without an offer; undefined where there is none. */
  screenIn(zone: string, visitId: string): string | undefined;
  prepare(offer: OfferForScreen): PreparedDelivery;
  /**
   * Takes back what was shown before to a visitor who was decided about anew: all that is not in the zone where he is now, and, where a screen
   * shows the next offer, all but what it replaces there. A household may walk apart; in one zone it is one member, too.
   */
  supersede(by: Superseding): PreparedDelivery;
}

/** What an offer is about, as far as somebody can have enough of it. */
export interface OfferSubject {
  readonly id: string;
  readonly category?: string | undefined;
  readonly brand?: string | undefined;
}

/** What a member made of a delivery. Of one delivery each of them comes once, and `ignored` only of one that was neither touched nor refused. */
export interface ScreenResponse {
  readonly response: ResponseKind;
  readonly t: number;
  readonly deliveryId: string;
  readonly decisionId: string;
  readonly visitId: string;
  readonly subject: string;
  readonly offer: OfferSubject;
  /** In what the member is not interested, or is again. */
  readonly about?: { readonly scope: NotInterestedScope; readonly of: string };
}
