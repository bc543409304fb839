import type { Footfall } from '../../contract/http/hq-routes.ts';
import { setDurationWords } from './words.ts';

type Parameters = NonNullable<Footfall['parameters']>;
type Timed = Extract<keyof Parameters, `${string}Ms`>;

/** In the order of somebody's way through the shop; the setting is where the site file has it. */
export const PARAMETERS: readonly { key: Timed; label: string; setting: string }[] = [
  { key: 'passerByMs', label: 'Passer-by: heard outside only, for at least', setting: 'footfall.passerByMs' },
  { key: 'absentAfterMs', label: 'Silence that ends a stay in a zone', setting: 'presence.absentAfterMs' },
  { key: 'mergeStaysMs', label: 'Two stays in a zone are one, if less apart than', setting: 'footfall.mergeStaysMs' },
  { key: 'countStayMs', label: 'Pass-through: a stay shorter than', setting: 'footfall.countStayMs' },
  { key: 'engagedMs', label: 'Engaged: a stay of at least', setting: 'footfall.engagedMs' },
  { key: 'bounceMs', label: 'Bounce: a visit shorter than', setting: 'footfall.bounceMs' },
  { key: 'leaveAfterMs', label: 'Silence that ends a visit', setting: 'presence.leaveAfterMs' },
  { key: 'outsideAfterMs', label: 'Time outside that ends a visit', setting: 'presence.outsideAfterMs' },
  { key: 'staffAfterMs', label: 'No customer: a visit of at least', setting: 'footfall.staffAfterMs' },
];

/** A parameter as a sentence has it; without the shop's own value, its name. */
export function settingWords(parameters: Parameters | undefined): (key: Timed) => string {
  return (key) => {
    if (parameters) return setDurationWords(parameters[key]);
    const setting = PARAMETERS.find((parameter) => parameter.key === key)?.setting ?? key;
    return `the time of ${setting}`;
  };
}

/** When the shop is open, as it was told. */
export function hoursWords({ opensAt, closesAt }: Parameters): string {
  return opensAt === undefined && closesAt === undefined ? 'not set: every hour counts' : `${opensAt ?? '00:00'} to ${closesAt ?? '24:00'}`;
}

const GRADE_WORDS: Readonly<Record<string, string>> = {
  door: 'scanners inside and outside of a door',
  scanners: 'which scanner hears best, without positions',
  positions: 'positions of the scanners and a path loss learnt in this shop',
  survey: 'a survey of the floor',
};

export function gradeWords(grade: string): string {
  return GRADE_WORDS[grade] ?? grade;
}
