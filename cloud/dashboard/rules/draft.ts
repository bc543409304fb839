import type { RuleRow, RuleType } from '../../../contract/http/rule-routes.ts';
import type { ConfigRecord } from '../../../contract/offers/config-record.ts';
import { ruleWords } from '../../../contract/offers/rule-words.ts';
import { ALL_SHOPS } from '../../../contract/subjects.ts';

/** Parts by name, each as far as it is filled in: `null` is a number that is still to come. */
export type Parts = Readonly<Record<string, unknown>>;

/** A rule, a cap or a campaign while somebody writes it. */
export interface Draft {
  readonly scope: string;
  readonly type: RuleType;
  readonly id: string;
  readonly name: string;
  /** Of rules and caps. */
  readonly about: Parts;
  /** Of rules. */
  readonly effect: unknown;
  readonly when: Parts;
  /** Of campaigns. */
  readonly unit: unknown;
  /** Of caps and campaigns. */
  readonly limits: Parts;
  /** The version that it began from; a new one where there is none. */
  readonly version?: string | undefined;
}

export const NEW_DRAFT: Draft = {
  ...{ scope: ALL_SHOPS, type: 'rule', id: '', name: '', about: {}, effect: 'require', when: {} },
  ...{ unit: 'exposures', limits: {} },
};

/** What stands there, to be changed; undefined where it is nothing that people write. */
export function draftOf({ scope, version, record }: RuleRow): Draft | undefined {
  if (record.type === 'ranking') return undefined;
  const { type, id, name, ...parts } = record;
  const draft = { ...NEW_DRAFT, scope, version, type, id, name };
  if (record.type === 'rule') return { ...draft, about: record.about, effect: record.effect, when: record.when };
  const { about = {}, unit = NEW_DRAFT.unit, ...limits } = parts as Parts;
  return { ...draft, about: about as Parts, unit, limits };
}

/** The same once more, under another id. */
export function copyOf(draft: Draft): Draft {
  return { ...draft, id: `${draft.id.slice(0, 59)}-copy`, name: `${draft.name.slice(0, 113)} (copy)`, version: undefined };
}

const MOST_ID_CHARACTERS = 64;

/** `Brot & Käse` → `brot-kase`: what facts and shops call it, made of what people call it. */
export function idFor(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/[^a-z0-9_]+/gu, '-')
    .slice(0, MOST_ID_CHARACTERS)
    .replace(/^-+|-+$/gu, '');
}

/** What is sent: with every part that was begun, so that none is left out by oversight. */
export function recordOf({ type, id, name, about, effect, when, unit, limits }: Draft): object {
  const named = { type, id: id === '' ? undefined : id, name: name.trim() === '' ? undefined : name.trim() };
  if (type === 'rule') return { ...named, about, effect, when };
  return type === 'cap' ? { ...named, about, ...limits } : { ...named, unit, ...limits };
}

/** What it would do, as far as it is filled in. */
export function draftWords(draft: Draft): string {
  const { type, limits } = draft;
  if (type !== 'rule' && Object.keys(limits).every((limit) => limit === 'channels' || limit === 'grant')) {
    return 'It limits nothing yet: add a limit.';
  }
  return ruleWords(filled(recordOf(draft)) as ConfigRecord);
}

const TO_COME = '…';

/** With a sign in the place of what is still to come. */
function filled(value: unknown, key = ''): unknown {
  if (value === null || value === undefined || value === '') return TO_COME;
  if (Array.isArray(value)) return value.length === 0 ? [TO_COME] : value;
  if (typeof value !== 'object') return value;
  const isEmpty = Object.values(value).every((part) => part === undefined);
  const whole = key === 'hours' || (key === 'period' && isEmpty) ? { from: undefined, until: undefined, ...value } : value;
  return Object.fromEntries(Object.entries(whole).map(([name, part]) => [name, filled(part, name)]));
}

/** Which rows hold all the words that somebody looks for, in whatever is said of them. */
export function found(rows: readonly RuleRow[], wanted: string): readonly RuleRow[] {
  const words = wanted.toLowerCase().split(/\s+/u).filter(Boolean);
  return rows.filter(({ scope, record }) => {
    const name = 'name' in record ? record.name : '';
    const text = `${record.type} ${record.id} ${name} ${scope} ${ruleWords(record)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
