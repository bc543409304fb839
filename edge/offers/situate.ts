import type { Offer } from '../../contract/offers/offer.ts';
import type { MemberProfile } from '../domain/member-profile.ts';
import type { Feedback } from './feedback/feedback.ts';
import type { OfferHistory } from './history.ts';
import type { Basket, Person } from './situation.ts';

/** A visit that goes on, and the stay in it that goes on. */
export interface Presence {
  readonly subject: string;
  readonly track: string;
  readonly visitId: string;
  readonly openedAt: number;
  readonly zone: string | undefined;
}

export interface SituateParts {
  /** What is known of the subject, only with consent to personal offers at that moment. */
  readonly profileOf: (subject: string, t: number) => MemberProfile | undefined;
  readonly stayOf: (track: string) => { readonly enteredAt: number; readonly returns: number } | undefined;
  readonly basketOf: (subject: string) => Basket | undefined;
  readonly history: Pick<OfferHistory, 'pushedIn' | 'takenIn'>;
  /** What the member said of such offers. */
  readonly feedback: Pick<Feedback, 'hasSaid' | 'weightOf'>;
  readonly offers: readonly { readonly offer: Offer }[];
}

/** Somebody as he stands there now; undefined where he does not agree to personal offers. */
export function situate(parts: SituateParts, { subject, track, visitId, openedAt }: Presence, t: number): Person | undefined {
  const profile = parts.profileOf(subject, t);
  if (!profile) return undefined;
  const stay = parts.stayOf(track);
  const basket = parts.basketOf(subject);
  return {
    subject,
    profile,
    dwellMs: Math.max(0, t - openedAt),
    zoneDwellMs: stay ? Math.max(0, t - stay.enteredAt) : 0,
    returns: stay?.returns ?? 0,
    ...(basket && { basket }),
    shown: [...parts.history.pushedIn(track, visitId)],
    taken: parts.history.takenIn(track, visitId),
    weights: parts.feedback.hasSaid(subject) ? weightsOf(parts, subject, t) : {},
  };
}

function weightsOf({ offers, feedback }: SituateParts, subject: string, t: number): Person['weights'] {
  return Object.fromEntries(
    offers.flatMap(({ offer }) => {
      const weight = feedback.weightOf(subject, offer, t);
      return weight === 1 ? [] : [[offer.id, weight]];
    }),
  );
}
