import type { Offer } from '../../../contract/offers/offer.ts';
import type { Cap, RuleChannel } from '../../../contract/offers/rule.ts';
import type { StateChange } from '../../ports/journal.ts';
import type { RefusedBy, RuleMoment } from './moment.ts';
import { compileSelection, indexBySelection } from './selection.ts';

export const CAPS_PREFIX = 'solicited/';

const WEEK_MS = 7 * 86_400_000;
/** So that nobody's state grows without end: more than this in a week is beyond any cap that deserves the name. */
const MOST_KEPT = 500;
/** So that one transaction stays small. */
const MOST_FORGOTTEN_AT_ONCE = 1000;

/** One offer that a member was shown, or was about to be. */
interface Solicitation {
  readonly at: number;
  readonly channel: RuleChannel;
  readonly offer: string;
}

interface Kept {
  readonly solicited: readonly Solicitation[];
}

/** A cap with its name at headquarters; the one that the shop has by itself has none. */
export type KnownCap = Omit<Cap, 'id' | 'type' | 'name'> & { readonly id?: string | undefined };

/** The caps of a book, ready to be asked. */
export type CompiledCaps = ReturnType<typeof compileCaps>;

export function compileCaps(caps: readonly KnownCap[]) {
  const items = caps.map((cap) => ({ about: cap.about, item: { cap, fits: compileSelection(cap.about), isAll: isAboutAll(cap) } }));
  return { caps: items.map(({ item }) => item), index: indexBySelection(items) };
}

const isAboutAll = ({ about }: KnownCap): boolean => Object.keys(about).length === 0;

/** What members were shown in the last days, so that nobody is spoken to too often. Its changes are written with the decisions. */
export interface Solicitations {
  /** Which caps are used up for this member now: by offer. `offerOf` finds an offer of the book. */
  refusals(caps: CompiledCaps, moment: RuleMoment, offerOf: (id: string) => Offer | undefined): (offer: Offer) => readonly RefusedBy[];
  note(subject: string, offer: string, channel: RuleChannel, t: number): StateChange;
  forget(subject: string): void;
  /** Forgets what no cap asks for any more; of many members only some, and the changes that say so. */
  forgetAged(now: number): readonly StateChange[];
}

export interface SolicitationsParts {
  readonly saved: readonly { readonly key: string; readonly value: object }[];
  /** The day in the shop, as in 2026-03-01. */
  readonly dayOf: (t: number) => string;
}

export function createSolicitations({ saved, dayOf }: SolicitationsParts): Solicitations {
  const kept = new Map(saved.map(({ key, value }) => [key.slice(CAPS_PREFIX.length), (value as Kept).solicited]));

  /** Whether one more would be one too many. */
  function isUsedUp(cap: KnownCap, past: readonly Solicitation[], moment: RuleMoment, inVisit: number): boolean {
    const { perVisit, perDay, perWeek, gapMs } = cap;
    const today = (): number => past.filter(({ at }) => dayOf(at) === moment.day).length;
    const week = (): number => past.filter(({ at }) => at > moment.t - WEEK_MS).length;
    return (
      (perVisit !== undefined && inVisit >= perVisit) ||
      (perWeek !== undefined && week() >= perWeek) ||
      (gapMs !== undefined && past.some(({ at }) => Math.abs(moment.t - at) < gapMs)) ||
      (perDay !== undefined && today() >= perDay)
    );
  }

  return {
    refusals({ caps, index }, moment, offerOf) {
      const all = kept.get(moment.member.subject) ?? [];
      const usedUp = new Map<KnownCap, RefusedBy>();
      for (const { cap, fits, isAll } of caps) {
        if (cap.channels && !cap.channels.includes(moment.channel)) continue;
        // An offer that is in no book any more counts for the caps on all offers: nobody knows what else it was.
        const counts = (id: string): boolean => {
          const offer = isAll ? undefined : offerOf(id);
          return isAll || (offer !== undefined && fits(offer));
        };
        const past = all.filter(({ channel, offer }) => (cap.channels?.includes(channel) ?? true) && counts(offer));
        const inVisit = [...moment.shownThisVisit].filter(counts).length;
        if (isUsedUp(cap, past, moment, inVisit)) usedUp.set(cap, { reason: 'CAPPED', ...(cap.id !== undefined && { rule: cap.id }) });
      }
      if (usedUp.size === 0) return () => NONE;
      const ofAll = index.ofAll.flatMap(({ cap }) => usedUp.get(cap) ?? []);
      return (offer) => [...ofAll, ...index.of(offer).flatMap(({ cap }) => usedUp.get(cap) ?? [])];
    },
    note(subject, offer, channel, t) {
      const past = (kept.get(subject) ?? []).filter(({ at }) => at > t - WEEK_MS);
      const solicited = [...past, { at: t, channel, offer }].slice(-MOST_KEPT);
      kept.set(subject, solicited);
      return { key: CAPS_PREFIX + subject, value: { solicited } };
    },
    forget: (subject) => void kept.delete(subject),
    forgetAged(now) {
      const gone: StateChange[] = [];
      for (const [subject, solicited] of kept) {
        if (solicited.some(({ at }) => at > now - WEEK_MS)) continue;
        kept.delete(subject);
        gone.push({ key: CAPS_PREFIX + subject, value: undefined });
        if (gone.length === MOST_FORGOTTEN_AT_ONCE) break;
      }
      return gone;
    },
  };
}

const NONE: readonly RefusedBy[] = [];
