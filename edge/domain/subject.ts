import type { Purpose } from '../../contract/records.ts';
import type { Way } from '../../contract/ways.ts';

/** Whom the identity stage lets the later stages know of. No identifier and no name: those stay behind. */
export interface KnownSubject {
  /** A guest agreed to the terms of the shop's Wi-Fi and is nobody else. */
  readonly kind: 'member' | 'guest';
  /** Random id, 32 hex. */
  readonly id: string;
  /** Who walks: the subject, or one of several phones of a household, see `subjectOf`. */
  readonly track: string;
  readonly way: Way;
}

/**
 * Why a sighting leads to nobody. Staff and fixtures are those that the site file lists; `trying`: an address is being resolved, the next
 * advert may tell; `unproven`: an address fits a member's key, but may be a stranger's; `suspect`: somebody is where he cannot be, or plays
 * back what he recorded.
 */
export type UnknownReason = 'anonymous' | 'no-consent' | 'staff' | 'fixture' | 'trying' | 'unproven' | 'suspect';

/** Answers whether a subject agrees to a purpose at a moment. Fails closed: no record, no consent. */
export type ConsentCheck = (subject: string, purpose: Purpose, t: number) => boolean;

const SUBJECT_HEX = 32;

/** The track of a device of a subject: the subject itself for the first one, so that most tracks are subjects. */
export function trackOf(subject: string, device: number): string {
  return device === 0 ? subject : `${subject}+${device}`;
}

/** Whose track it is. */
export function subjectOf(track: string): string {
  return track.slice(0, SUBJECT_HEX);
}

/** The device whose track it is. */
export function deviceOfTrack(track: string): number {
  return track.length > SUBJECT_HEX ? Number(track.slice(SUBJECT_HEX + 1)) : 0;
}

/** What an event says of whom it is about. */
export function ofTrack(track: string): { readonly subject: string; readonly track: string } {
  return { subject: subjectOf(track), track };
}
