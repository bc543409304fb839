import { describe, expect, it } from 'vitest';
import type { FiguresRecord } from '../../../contract/offers/model-record.ts';
import { seal, unseal } from '../../../contract/seal.ts';
import { type Book, bookOf } from '../../../edge/offers/book.ts';
import { type DecideParts, decide } from '../../../edge/offers/decide.ts';
import { createDecidedLog, type DecidedLog, personContext } from '../../../edge/offers/decided.ts';
import { createExplainer } from '../../../edge/offers/explained.ts';
import type { Ranking } from '../../../edge/offers/ranking/ranking.ts';
import { replay } from '../../../edge/offers/replay.ts';
import type { Situation } from '../../../edge/offers/situation.ts';
import { stockBy } from '../../../edge/offers/stock.ts';
import type { StateChange } from '../../../edge/ports/journal.ts';
import { ADA, BOB, countRuleRanking, modelRanking, NOW, offer, parts, person, situation } from './offer-stand.ts';

const DAY_MS = 86_400_000;
const figures: FiguresRecord = {
  type: 'figures',
  version: 'fedcba9876543210',
  part: 1,
  parts: 1,
  historyDays: 90,
  products: [{ id: 'p1', category: 'wine', department: 'drinks', lines: 1, amount: 1, quantity: 1 }],
  pastOffers: [],
};
const rule = { type: 'rule' as const, id: 'r1', name: 'No beer', about: { categories: ['beer'] }, effect: 'forbid' as const, when: {} };
const shelf = (more: Partial<Parameters<typeof bookOf>[0]> = {}): Book =>
  bookOf({
    offers: [offer('red', { title: 'A good red', products: ['p1'] }), offer('white'), offer('beer', { category: 'beer' })],
    records: [rule],
    figures: [],
    ...more,
  });

/** A disk and the log over it, as after a restart each time it is opened. */
function disk() {
  const state = new Map<string, string>();
  const keys = new Map([ADA, BOB].map((subject, at) => [subject, new Uint8Array(32).fill(at + 1)]));
  return {
    state,
    keys,
    write(changes: readonly StateChange[]): void {
      for (const { key, value } of changes) {
        if (value === undefined) state.delete(key);
        else state.set(key, JSON.stringify(value));
      }
    },
    open: (): DecidedLog =>
      createDecidedLog({
        state: (prefix) =>
          [...state].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => ({ key, value: JSON.parse(value) as object })),
        seal(subject, context, fields) {
          const key = keys.get(subject);
          return key && seal(key, context, fields, new Uint8Array(12));
        },
        unseal(subject, context, sealed) {
          const key = keys.get(subject);
          return key && unseal(key, context, sealed);
        },
      }),
  };
}

const CHANCES = [0.3, 0.28, 0.9];
const doubtful = (): Ranking => modelRanking(CHANCES, { doubt: 0.1 });

const stockOf = (product: string): number | undefined => ({ p1: 3 })[product];

function decideAndKeep(log: DecidedLog, book: Book, of: Partial<Situation> = {}, more: Partial<DecideParts> = {}) {
  const now = situation({ ...of });
  const made = decide(parts({ book, ranking: doubtful(), exploreShare: 0.05, stock: stockBy(stockOf), ...more }), now);
  const { embedding } = made;
  const sealedPerson = seal(new Uint8Array(32).fill(1), personContext(now.decisionId), now.people[0], new Uint8Array(12));
  const fields = { decision: made.decision, sealedPerson, stock: { p1: 3, p2: null }, leastValue: 0, leastChance: 0.001 };
  return { made, changes: log.keep({ ...fields, embedding: [...(embedding ?? [])] }, now.people.slice(1), book, now.t) };
}

const around = {
  localTime: parts({ book: shelf(), ranking: doubtful() }).localTime,
  localDay: () => '2026-06-01',
  ruleShop: parts({ book: shelf(), ranking: doubtful() }).ruleShop,
};
const replaying = (decided: DecidedLog, ranking: Ranking | undefined = doubtful()) => ({ decided, around, rankingThen: () => ranking });
const ID = situation().decisionId;

describe('the shop keeps what it decided lately', () => {
  it('with all that it was made from, sealed, through a restart', () => {
    const kept = disk();
    const { made, changes } = decideAndKeep(kept.open(), shelf());
    kept.write(changes);
    expect([...kept.state.values()].join('')).not.toContain('dwellMs');
    const found = kept.open().of(ID);
    expect(found?.fields).toMatchObject({ decision: JSON.parse(JSON.stringify(made.decision)), stock: { p1: 3, p2: null } });
    expect(found?.fields.person).toEqual(person());
    expect(kept.open().bookOf(made.decision.book)?.hash).toBe(made.decision.book);
    expect([kept.open().of('00'.repeat(16)), kept.open().bookOf('0'.repeat(16))]).toEqual([undefined, undefined]);
  });

  it('and writes a book once, with the figures of the chain beside it', () => {
    const kept = disk();
    const log = kept.open();
    const book = shelf({ figures: [figures] });
    kept.write(decideAndKeep(log, book).changes);
    const again = decideAndKeep(log, book, { decisionId: '2'.repeat(32) }).changes;
    expect(again.filter(({ key }) => key.startsWith('book'))).toEqual([]);
    const other = decideAndKeep(log, shelf({ offers: [offer('red')], figures: [figures] }), { decisionId: '3'.repeat(32) }).changes;
    expect(other.filter(({ key }) => key.startsWith('book')).map(({ key }) => key.split('/')[0])).toEqual(['book']);
    kept.write([...again, ...other]);
    expect(kept.open().bookOf(book.hash)?.figures.historyDays).toBe(90);
  });

  it('and forgets it in time, with the books that nobody asks for any more', () => {
    const kept = disk();
    const log = kept.open();
    const first = shelf({ figures: [figures] });
    kept.write(decideAndKeep(log, first, { people: [person(), person(BOB)] }).changes);
    kept.write(decideAndKeep(log, shelf(), { decisionId: '2'.repeat(32), t: NOW + DAY_MS }).changes);
    kept.write(log.forgetAged(NOW + DAY_MS, NOW + 20 * DAY_MS));
    expect([log.of(ID), log.of('2'.repeat(32)) !== undefined]).toEqual([undefined, true]);
    expect(log.bookOf(first.hash)).toBeDefined();
    kept.write(log.forgetAged(NOW + DAY_MS, NOW + 31 * DAY_MS));
    expect(log.bookOf(first.hash)).toBeUndefined();
    expect([...kept.state.keys()].map((key) => key.split('/')[0]).sort()).toEqual(['book', 'decided', 'decided-at']);
    expect(log.forgetAged(NOW, NOW + 32 * DAY_MS)).toEqual([]);
  });

  it('and no more than its latest five thousand', () => {
    const log = disk().open();
    const book = shelf();
    const id = (at: number): string => String(at).padStart(32, '0');
    const { changes: first } = decideAndKeep(log, book, { decisionId: id(0) });
    expect(first.map(({ key }) => key.split('/')[0])).toEqual(['decided', 'decided-at', 'book']);
    const fields = { sealedPerson: '1.', stock: {}, leastValue: 0, leastChance: 0, embedding: [] };
    const { decision } = decide(parts({ book, ranking: doubtful() }), situation());
    let last: readonly StateChange[] = [];
    for (let at = 1; at <= 5000; at += 1) last = log.keep({ ...fields, decision: { ...decision, decisionId: id(at) } }, [], book, NOW + at);
    expect(last.filter(({ value }) => value === undefined).map(({ key }) => key)).toEqual([`decided-at/${id(0)}`, `decided/${id(0)}`]);
  });

  it('and nothing of whoever is forgotten, or has no key any more', () => {
    const kept = disk();
    const log = kept.open();
    kept.write(decideAndKeep(log, shelf()).changes);
    log.forget(BOB);
    expect(log.of(ID)).toBeDefined();
    log.forget(ADA);
    expect(log.of(ID)).toBeUndefined();
    kept.keys.clear();
    expect(kept.open().of(ID)).toBeUndefined();
    expect(decideAndKeep(kept.open(), shelf()).changes.map(({ key }) => key.split('/')[0])).toEqual(['decided-at']);
  });
});

describe('made again from what was kept, a decision', () => {
  it('is the same in every number, whoever else stood there and whatever stood against offers', () => {
    const kept = disk();
    const against: DecideParts['against'] =
      () =>
      ({ id }) =>
        id === 'white' ? [{ reason: 'CAPPED', rule: 'calm' }] : [];
    const people: Situation['people'] = [person(ADA, { weights: { red: 0.5 } }), person(BOB, { shown: ['red'] })];
    const { made, changes } = decideAndKeep(kept.open(), shelf(), { people }, { against });
    kept.write(changes);
    expect(made.decision.refused.map(({ reason }) => reason)).toEqual(['CAPPED', 'RULE']);
    expect(replay(replaying(kept.open()), ID)).toEqual({
      outcome: 'same',
      detail: 'made again from what was kept, it comes out the same in every number',
    });
  });

  it('is the same by the count rule, whatever was on trial beside it', () => {
    const kept = disk();
    const ranking = countRuleRanking(shelf(), 'cold-start');
    const tried: Ranking = {
      rank: (history, moment, places) => ({
        ...ranking.rank(history, moment, places),
        shadow: { version: 'model-1', chances: Float32Array.from(places, () => 0.5) },
      }),
    };
    kept.write(decideAndKeep(kept.open(), shelf(), {}, { ranking: tried }).changes);
    const rankingThen = (book: Book): Ranking => countRuleRanking(book, 'cold-start');
    expect(replay({ decided: kept.open(), around, rankingThen }, ID)).toMatchObject({ outcome: 'same' });
  });

  it('is another one where something else orders the offers, and says what', () => {
    const kept = disk();
    kept.write(decideAndKeep(kept.open(), shelf()).changes);
    const replayed = replay(replaying(kept.open(), modelRanking([0.1, 0.9])), ID);
    expect(replayed).toMatchObject({ outcome: 'different' });
    expect(replayed.detail).toContain('the numbers of the offers');
  });

  it.each([
    ['what it was made from', (kept: ReturnType<typeof disk>) => kept.state.delete(`decided/${ID}`), 'no longer kept'],
    ['whoever else stood there', (kept: ReturnType<typeof disk>) => kept.keys.delete(BOB), 'forgotten since'],
    ['its book', (kept: ReturnType<typeof disk>) => kept.state.delete(`book/${shelf().hash}`), 'book'],
  ])('is not possible without %s', (_title, lose, detail) => {
    const kept = disk();
    kept.write(decideAndKeep(kept.open(), shelf(), { people: [person(), person(BOB)] }).changes);
    lose(kept);
    const replayed = replay(replaying(kept.open()), ID);
    expect(replayed.outcome).toBe('impossible');
    expect(replayed.detail).toContain(detail);
  });

  it('is not possible without the model', () => {
    const kept = disk();
    kept.write(decideAndKeep(kept.open(), shelf()).changes);
    expect(replay({ decided: kept.open(), around, rankingThen: () => undefined }, ID)).toMatchObject({ outcome: 'impossible' });
  });
});

describe('asked why', () => {
  const explainer = (kept: ReturnType<typeof disk>) => createExplainer({ ...replaying(kept.open()), bookNow: () => shelf() });

  it('the shop tells it in the words of its headquarters, and whether it would decide so again', () => {
    const kept = disk();
    kept.write(decideAndKeep(kept.open(), shelf(), {}, { exploreShare: 0 }).changes);
    const found = explainer(kept)(ID);
    expect(found?.subject).toBe(ADA);
    expect(found?.explained.decision).not.toHaveProperty('subject');
    const words = found?.explained.lines.join('\n');
    expect(words).toContain('A good red [red]');
    expect(words).toContain('ruled out by headquarters (No beer [r1]): Offer beer [beer]');
    expect(words).toContain('Replay: made again from what was kept, it comes out the same in every number.');
  });

  it('it tells what it still can where the book is gone, and nothing of what it never decided', () => {
    const kept = disk();
    kept.write(decideAndKeep(kept.open(), shelf()).changes);
    kept.state.delete(`book/${shelf().hash}`);
    expect(explainer(kept)(ID)?.explained.replay).toMatchObject({ outcome: 'impossible' });
    expect(explainer(kept)('0'.repeat(32))).toBeUndefined();
  });
});
