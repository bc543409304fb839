import type { Trigger } from '../../contract/facts/offer-facts.ts';
import type { MemberProfile } from '../domain/member-profile.ts';

/** What is in the basket, as a self-scanning device told it last. */
export interface Basket {
  readonly products: readonly string[];
  /** Undefined where the device told no amounts. */
  readonly spend?: number | undefined;
}

/** Somebody who can see the screen, as far as the choice depends on it. Plain data: it is sealed, to explain and to replay the decision. */
export interface Person {
  readonly subject: string;
  readonly profile: MemberProfile;
  /** In the visit, and in the zone, so far. */
  readonly dwellMs: number;
  readonly zoneDwellMs: number;
  readonly returns: number;
  readonly basket?: Basket | undefined;
  /** Offers that were pushed in this visit, and those that the member took. */
  readonly shown: readonly string[];
  readonly taken: readonly string[];
  /** By what the member said of such offers the value is multiplied; 1 where nothing stands here. */
  readonly weights: Readonly<Record<string, number>>;
}

/** One moment to decide about. */
export interface Situation {
  readonly decisionId: string;
  readonly t: number;
  readonly trigger: Trigger;
  readonly visitId: string;
  readonly zone: string;
  readonly screen: string | undefined;
  /** 16 hex: of all that is drawn. */
  readonly seed: string;
  readonly arm: 'treated' | 'holdout';
  /** Whom the decision is about comes first, the others are with him. */
  readonly people: readonly [Person, ...Person[]];
}
