import type { DecisionRow, Footfall } from '../../contract/http/hq-routes.ts';

export const STAGE_WORDS: Readonly<Record<string, string>> = { alerted: 'Waiting', acknowledged: 'Served', expired: 'Not taken' };

/** Where there is no figure. */
export const NONE = '–';

/** `home-kitchen` → `Home kitchen`: ids are what facts carry, names are the shop's. */
export function readable(id: string): string {
  const words = id.replace(/[-_]+/gu, ' ').trim();
  return words ? words.charAt(0).toUpperCase() + words.slice(1) : id;
}

export function shortId(id: string): string {
  return id.slice(0, 6);
}

/** `310 ms`, `42 s`, `3 min 24 s`, `21 min`, `1 h 05 min`: as exact as somebody would say it. */
export function durationWords(ms: number): string {
  if (ms > 0 && ms < 999.5) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 600) return `${Math.floor(seconds / 60)} min ${twoDigits(seconds % 60)} s`;
  const minutes = Math.round(ms / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** A time that somebody set: `1 min`, `4 h`. */
export function setDurationWords(ms: number): string {
  return durationWords(ms).replace(/ 00 (?:s|min)$/u, '');
}

const twoDigits = (number: number): string => String(number).padStart(2, '0');

export function shareWords(share: number): string {
  const percent = share * 100;
  return `${percent >= 10 || percent === 0 ? percent.toFixed(0) : percent.toFixed(1)} %`;
}

/** Why it came out so, in one sentence. */
export function decisionWords(decision: Pick<DecisionRow, 'chosen' | 'explored' | 'candidates' | 'refused' | 'arm' | 'ranker'>): string {
  const { chosen, explored, candidates, refused, arm, ranker } = decision;
  const allowed = candidates.length;
  if (chosen === undefined) {
    if (allowed > 0) return 'Nothing was shown: no offer that was allowed was worth its showing.';
    return refused.length === 0
      ? 'Nothing was shown: the catalogue had no offer for this shop.'
      : 'Nothing was shown: a rule ruled out every offer.';
  }
  if (arm === 'holdout') return 'Chosen, and not shown: this member is one of those by whom the effect of showing is measured.';
  if (explored) return `Drawn by lot among ${counted(allowed, 'allowed offer')}, so that the model keeps learning.`;
  if (allowed === 1) return 'It was the only offer that every rule allowed.';
  if (ranker === 'count-rule') return `The member bought the most of what it is for, among ${counted(allowed, 'allowed offer')}.`;
  return `The model expects the most of it among ${counted(allowed, 'allowed offer')}.`;
}

/** How many went through the doors; undefined where no door counts. */
export function doorWords(quarters: Footfall['quarters']): string | undefined {
  const entered = quarters.reduce((sum, { doorIn }) => sum + doorIn, 0);
  const out = quarters.reduce((sum, { doorOut }) => sum + doorOut, 0);
  return entered + out === 0 ? undefined : `Through the doors: ${entered} in, ${out} out.`;
}

/** The share of those who bought with the two numbers that it is made of; undefined where neither a till nor a door tells anything. */
export function conversionWords({ receipts, per, base, share }: Footfall['conversion']): string | undefined {
  if (receipts === 0 && (base === 0 || per === 'member-visits')) return undefined;
  const [bought, came] =
    per === 'door-entries'
      ? [counted(receipts, 'receipt'), `${base} people in through the doors`]
      : [`${counted(receipts, 'receipt')} of members`, `${counted(base, 'visit')} of members`];
  return `Conversion ${share === undefined ? '–' : shareWords(share)}: ${bought} / ${came}.`;
}

/** A number that was reckoned: with a decimal only where it is so small that the whole one would be another number. */
export function reckonedWords(number: number): string {
  return Number.isInteger(number) || number >= 10 ? String(Math.round(number)) : number.toFixed(1);
}

export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
