import type { StateChange } from '../../ports/journal.ts';
import type { Feedback } from './feedback.ts';
import { isEmpty, type Kept, NOTHING_KEPT, objectionOf, pruned, refusal, type Said, weight } from './kept.ts';

const PREFIX = 'feedback/';
export const FEEDBACK_PREFIX = PREFIX;
/** So that one transaction stays small. */
const MOST_FORGOTTEN_AT_ONCE = 1000;

/** What members made of what they were shown, kept under `feedback/<subject>`: what each change returns is written with the facts it follows from. */
export function createFeedback({ saved }: { readonly saved: readonly { readonly key: string; readonly value: object }[] }): Feedback {
  const bySubject = new Map(saved.map(({ key, value }) => [key.slice(PREFIX.length), value as Kept]));
  const of = (subject: string): Kept => bySubject.get(subject) ?? NOTHING_KEPT;

  function keep(subject: string, kept: Kept): readonly StateChange[] {
    if (isEmpty(kept)) {
      return bySubject.delete(subject) ? [{ key: PREFIX + subject, value: undefined }] : [];
    }
    bySubject.set(subject, kept);
    return [{ key: PREFIX + subject, value: kept }];
  }

  const add = (subject: string, t: number, change: (kept: Kept) => Kept): readonly StateChange[] =>
    keep(subject, pruned(change(of(subject)), t));

  return {
    hasSaid: (subject) => bySubject.has(subject),
    refusalOf: (subject, offer, t) => refusal(of(subject), offer, t),
    weightOf: (subject, offer, t) => weight(of(subject), offer, t),
    ignored: (subject, { id, category = '' }, t) =>
      add(subject, t, (kept) => ({ ...kept, ignored: [...kept.ignored, { offer: id, category, at: t }] })),
    dismissed: (subject, { id }, t) =>
      add(subject, t, (kept) => ({
        ...kept,
        dismissed: [...kept.dismissed.filter(({ offer }) => offer !== id), { offer: id, at: t }],
      })),
    notInterested: (subject, scope, about, t) =>
      add(subject, t, (kept) => ({
        ...kept,
        objections: [...kept.objections.filter((said) => !isSame(said, { scope, of: about })), { scope, of: about, at: t }],
      })),
    undo(subject, which, t) {
      if (which === 'all') return keep(subject, NOTHING_KEPT);
      if (!bySubject.has(subject)) return [];
      return add(subject, t, (kept) => ({
        ...kept,
        objections: kept.objections.filter((said) => !isSame(said, which)),
        dismissed: kept.dismissed.filter(({ offer }) => which.scope !== 'offer' || offer !== which.of),
      }));
    },
    bought(subject, what, t) {
      const before = of(subject);
      const offers = new Set(what.offers);
      const categories = new Set(what.categories);
      const brands = new Set(what.brands);
      // A receipt that is told late says nothing of what was said after it.
      const lifts = (said: Said): boolean => {
        if (t < said.at) return false;
        if (said.scope === 'all') return offers.size > 0 && t >= objectionOf(said).blockedUntil;
        return (said.scope === 'offer' ? offers : said.scope === 'category' ? categories : brands).has(said.of);
      };
      const objections = before.objections.filter((said) => !lifts(said));
      const ignored = before.ignored.filter(({ offer, category, at }) => t < at || !(offers.has(offer) || categories.has(category)));
      const isSameAsBefore = objections.length === before.objections.length && ignored.length === before.ignored.length;
      return isSameAsBefore ? [] : keep(subject, pruned({ ...before, objections, ignored }, t));
    },
    objections: (subject, t) => pruned(of(subject), t).objections.map(objectionOf),
    forget: (subject) => void bySubject.delete(subject),
    forgetAged(now) {
      const gone: StateChange[] = [];
      for (const [subject, kept] of bySubject) {
        if (!isEmpty(pruned(kept, now))) continue;
        gone.push(...keep(subject, NOTHING_KEPT));
        if (gone.length === MOST_FORGOTTEN_AT_ONCE) break;
      }
      return gone;
    },
  };
}

const isSame = (said: Pick<Said, 'scope' | 'of'>, which: Pick<Said, 'scope' | 'of'>): boolean =>
  said.scope === which.scope && said.of === which.of;
