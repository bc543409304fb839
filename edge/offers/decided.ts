import type { Decision } from '../../contract/facts/offer-facts.ts';
import type { FiguresRecord } from '../../contract/offers/model-record.ts';
import type { StateChange } from '../ports/journal.ts';
import { type Book, type BookSource, bookOf } from './book.ts';
import type { KnownStock } from './scarce-stock.ts';
import type { Person } from './situation.ts';

const DECIDED = 'decided/';
const INDEX = 'decided-at/';
const BOOK = 'book/';
const FIGURES = 'book-figures/';
/** What of it is about somebody. */
export const DECIDED_PREFIXES: readonly string[] = [DECIDED, INDEX];

/** So many decisions can be explained and replayed where they were made; more are at headquarters. */
const MOST_KEPT = 5000;
const BOOK_DAYS = 30;
const DAY_MS = 86_400_000;

/** What a decision was made from and what is learnt from it: sealed under the key of the member. */
export interface DecidedFields {
  readonly decision: Omit<Decision, 'sealed'>;
  readonly person: Person;
  readonly stock: KnownStock;
  readonly leastValue: number;
  readonly leastChance: number;
  readonly embedding: readonly number[];
}

interface Listed {
  readonly subject: string;
  readonly at: number;
  readonly book: string;
  /** Who else could see it: of each of them a part is kept, sealed under the key of his own. */
  readonly others: readonly string[];
}

export interface DecidedParts {
  readonly state: (prefix: string) => readonly { readonly key: string; readonly value: object }[];
  readonly seal: (subject: string, context: string, fields: object) => string | undefined;
  readonly unseal: (subject: string, context: string, sealed: string) => unknown;
}

/** The same as it is to be kept: whom it was about was sealed for headquarters already. */
export type DecidedNow = Omit<DecidedFields, 'person'> & { readonly sealedPerson: string | undefined };

/** Under what the person that a decision is about is sealed. */
export function personContext(decisionId: string): string {
  return `decision/${decisionId}`;
}

/** The latest decisions, each with all that it was made from. Its changes are written with the decisions. */
export interface DecidedLog {
  keep(made: DecidedNow, others: readonly Person[], book: Book, now: number): readonly StateChange[];
  /** Undefined where it is forgotten, or whose it was. */
  of(decisionId: string): { readonly fields: DecidedFields; readonly others: readonly (Person | undefined)[] } | undefined;
  bookOf(hash: string): Book | undefined;
  /** Forgets decisions made before, and books that no decision refers to any more. */
  forgetAged(before: number, now: number): readonly StateChange[];
  forget(subject: string): void;
}

interface Entry {
  readonly subject: string;
  readonly sealed: string;
  /** Of the member whom the decision is about, sealed as in the decision that headquarters is told. */
  readonly person?: string;
}

interface KeptBook extends Omit<BookSource, 'figures'> {
  readonly at: number;
  /** Their version. */
  readonly figures: string | undefined;
}

const decidedKey = (id: string, other?: string): string => `${DECIDED}${id}${other === undefined ? '' : `/${other}`}`;

export function createDecidedLog({ state, seal, unseal }: DecidedParts): DecidedLog {
  const listed = new Map(
    state(INDEX)
      .map(({ key, value }) => [key.slice(INDEX.length), value as Listed] as const)
      .sort(([, a], [, b]) => a.at - b.at),
  );
  const books = new Map(state(BOOK).map(({ key, value }) => [key.slice(BOOK.length), (value as KeptBook).at]));
  const figuresKept = new Set(state(FIGURES).map(({ key }) => key.slice(FIGURES.length)));

  function drop(id: string, { others }: Listed): StateChange[] {
    listed.delete(id);
    return [INDEX + id, decidedKey(id), ...others.map((other) => decidedKey(id, other))].map((key) => ({ key, value: undefined }));
  }

  function keepBook({ hash, source }: Book, now: number): StateChange[] {
    if (books.has(hash)) return [];
    const version = source.figures[0]?.version;
    books.set(hash, now);
    const kept: KeptBook = { at: now, offers: source.offers, records: source.records, figures: version };
    const isKept = version === undefined || figuresKept.has(version);
    if (version !== undefined) figuresKept.add(version);
    return [{ key: BOOK + hash, value: kept }, ...(isKept ? [] : [{ key: FIGURES + version, value: { records: source.figures } }])];
  }

  function entryOf(key: string): Entry | undefined {
    return state(key).find((one) => one.key === key)?.value as Entry | undefined;
  }

  function read(id: string, subject: string): DecidedFields | undefined {
    const key = decidedKey(id);
    const entry = entryOf(key);
    const fields = entry && (unseal(subject, key, entry.sealed) as DecidedFields | undefined);
    const person = fields && unseal(subject, personContext(id), entry.person ?? '');
    return fields && person ? { ...fields, person: person as Person } : undefined;
  }

  function readOther(id: string, other: string): Person | undefined {
    const key = decidedKey(id, other);
    const entry = entryOf(key);
    return entry && (unseal(other, key, entry.sealed) as Person | undefined);
  }

  function sealedAs(key: string, subject: string, fields: object, beside: Pick<Entry, 'person'> = {}): StateChange[] {
    const sealed = seal(subject, key, fields);
    return sealed === undefined ? [] : [{ key, value: { subject, sealed, ...beside } satisfies Entry }];
  }

  /** Pairs of figures and books that nobody asks for any more. */
  function dropBooks(now: number): StateChange[] {
    const used = new Set([...listed.values()].map(({ book }) => book));
    const newest = [...books].reduce((latest, one) => (one[1] > latest[1] ? one : latest), ['', Number.NEGATIVE_INFINITY]);
    const gone = [...books].filter(([hash, at]) => hash !== newest[0] && !used.has(hash) && at < now - BOOK_DAYS * DAY_MS);
    if (gone.length === 0) return [];
    for (const [hash] of gone) books.delete(hash);
    const left = new Set(state(BOOK).flatMap(({ key, value }) => (books.has(key.slice(BOOK.length)) ? (value as KeptBook).figures : [])));
    const without = [...figuresKept].filter((version) => !left.has(version));
    for (const version of without) figuresKept.delete(version);
    return [...gone.map(([hash]) => BOOK + hash), ...without.map((version) => FIGURES + version)].map((key) => ({ key, value: undefined }));
  }

  return {
    keep({ sealedPerson, ...fields }, others, book, now) {
      const { decisionId: id, subject } = fields.decision;
      const own = sealedPerson === undefined ? [] : sealedAs(decidedKey(id), subject, fields, { person: sealedPerson });
      const changes = [...own, ...others.flatMap((person) => sealedAs(decidedKey(id, person.subject), person.subject, person))];
      const entry: Listed = { subject, at: now, book: book.hash, others: others.map((person) => person.subject) };
      listed.set(id, entry);
      const [oldest] = listed.size > MOST_KEPT ? listed : [];
      return [...changes, { key: INDEX + id, value: entry }, ...keepBook(book, now), ...(oldest ? drop(...oldest) : [])];
    },
    of(id) {
      const entry = listed.get(id);
      const fields = entry && read(id, entry.subject);
      return fields && { fields, others: entry.others.map((other) => readOther(id, other)) };
    },
    bookOf(hash) {
      const kept = state(BOOK + hash).find(({ key }) => key === BOOK + hash)?.value as KeptBook | undefined;
      if (!kept) return undefined;
      const figures = state(FIGURES + (kept.figures ?? '')).find(({ key }) => key === FIGURES + kept.figures)?.value;
      const records = (figures as { readonly records: readonly FiguresRecord[] } | undefined)?.records ?? [];
      return bookOf({ offers: kept.offers, records: kept.records, figures: records });
    },
    forgetAged(before, now) {
      const gone = [...listed].filter(([, { at }]) => at < before).flatMap(([id, entry]) => drop(id, entry));
      return [...gone, ...dropBooks(now)];
    },
    forget(subject) {
      for (const [id, entry] of listed) if (entry.subject === subject) listed.delete(id);
    },
  };
}
