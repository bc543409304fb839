import type { Purpose } from '../../contract/records.ts';

/** Whom the identity stage lets the later stages know of. No identifier and no name: those stay behind. */
export interface KnownSubject {
  readonly kind: 'member';
  /** Random id, 32 hex. */
  readonly id: string;
}

/** Why a sighting leads to nobody; staff and fixtures are those that the site file lists. */
export type UnknownReason = 'anonymous' | 'no-consent' | 'staff' | 'fixture';

/** Answers whether a subject agrees to a purpose at a moment. Fails closed: no record, no consent. */
export type ConsentCheck = (subject: string, purpose: Purpose, t: number) => boolean;
