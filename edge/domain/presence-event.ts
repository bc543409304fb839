import type { StayKind, VisitEnd } from '../../contract/facts/presence-facts.ts';

interface OfVisit {
  readonly t: number;
  readonly subject: string;
  /** Who walked: the subject, or one phone of a household. */
  readonly track: string;
  readonly visitId: string;
}

/** A stay in one zone, as it is known by now: a later revision of the same id replaces it. */
export interface Stay {
  readonly stayId: string;
  readonly revision: number;
  /** Stays that turned out to be part of this one. */
  readonly supersedes: readonly string[];
  readonly zone: string;
  readonly enteredAt: number;
  readonly leftAt: number;
  /** Time credited to the zone: short absences from it are not in it. */
  readonly dwellMs: number;
  readonly kind: StayKind;
  readonly confidence: number;
}

/** A visit that ended, as it is known by now. */
export interface VisitSummary {
  readonly revision: number;
  readonly supersedes: readonly string[];
  readonly openedAt: number;
  readonly closedAt: number;
  readonly dwellMs: number;
  readonly unknownMs: number;
  readonly zones: number;
  readonly stays: number;
  readonly end: VisitEnd;
  readonly bounce: boolean;
  readonly excluded?: 'long-stay';
}

/** What the presence stage tells, in event time. */
export type PresenceEvent =
  | (OfVisit & { readonly type: 'visit-opened'; readonly zone: string })
  /** Somebody is in another zone: for those who act on it now. */
  | (OfVisit & { readonly type: 'zone-entered'; readonly zone: string; readonly confidence: number })
  /** Told once per stay, when the zone is sure enough to decide an offer on it; with the entry, or later, or never. */
  | (OfVisit & { readonly type: 'zone-confirmed'; readonly zone: string; readonly confidence: number })
  | (OfVisit & { readonly type: 'zone-left'; readonly zone: string })
  /** A stay that can no longer grow by itself, or that what came late has changed: worth a fact. */
  | (OfVisit & { readonly type: 'stay-told'; readonly stay: Stay })
  | (OfVisit & { readonly type: 'visit-closed'; readonly visit: VisitSummary })
  /** What came late changed a visit that had ended. Nobody acts on it; it is worth a fact. */
  | (OfVisit & { readonly type: 'visit-revised'; readonly visit: VisitSummary });
