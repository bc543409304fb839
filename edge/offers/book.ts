import { createHash } from 'node:crypto';
import { instantMs } from '../../contract/instant.ts';
import type { Campaign } from '../../contract/offers/budget.ts';
import type { ConfigRecord } from '../../contract/offers/config-record.ts';
import type { FiguresRecord } from '../../contract/offers/model-record.ts';
import type { Offer } from '../../contract/offers/offer.ts';
import type { RankingRecord } from '../../contract/offers/ranking-record.ts';
import type { Cap, Rule } from '../../contract/offers/rule.ts';
import { figuresOfRecords } from '../../models/offer-ranker/features/figures-records.ts';
import type { ChainFigures, OfferContent } from '../../models/offer-ranker/features/inputs.ts';
import { figuresOfOffers } from './figures.ts';
import { type CompiledRules, compileRules } from './rules/compile-rules.ts';
import type { TriedOffer } from './rules/refusals.ts';

/** An offer of a book, ready to be tried. */
export type ListedOffer = TriedOffer;

/** What a book is made of, as headquarters told it, in the order of keys: enough to make it again. */
export interface BookSource {
  readonly offers: readonly Offer[];
  readonly records: readonly ConfigRecord[];
  /** All parts of one version; none until headquarters tells any. */
  readonly figures: readonly FiguresRecord[];
}

/** All that decisions are made from and that is the same for everybody. Never changes: what headquarters changes makes another book. */
export interface Book {
  /** Of everything in it: equal hashes, equal books. */
  readonly hash: string;
  readonly source: BookSource;
  /** In the order of their keys, so that equal offers are always told apart alike. An offer's place here is its place in `contents`. */
  readonly offers: readonly ListedOffer[];
  readonly contents: readonly OfferContent[];
  readonly figures: ChainFigures;
  readonly rules: readonly Rule[];
  readonly compiled: CompiledRules;
  readonly caps: readonly Cap[];
  readonly campaigns: ReadonlyMap<string, Campaign>;
  readonly ranking: RankingRecord | undefined;
  /** Of the offers that are for a zone, the categories. */
  readonly categoriesOf: (zone: string) => readonly string[];
}

const HASH_HEX = 16;
const DAY_MS = 86_400_000;

/** The digest of one part of a source, to be made once when it comes. */
export const digestOf = (part: unknown): string => createHash('sha256').update(JSON.stringify(part)).digest('hex');

/** `digests`: of the offers and records in their order, where they are known already. */
export function bookOf(source: BookSource, digests: readonly string[] = [...source.offers, ...source.records].map(digestOf)): Book {
  const zones = new Map<string, Set<string>>();
  for (const { zones: named = [], category } of source.offers) {
    for (const zone of named) zones.set(zone, (zones.get(zone) ?? new Set()).add(category));
  }
  const categories = new Map([...zones].map(([zone, found]) => [zone, [...found]]));
  const of = <T extends ConfigRecord['type']>(type: T): Extract<ConfigRecord, { type: T }>[] =>
    source.records.filter((record): record is Extract<ConfigRecord, { type: T }> => record.type === type);
  const rules = of('rule');
  const compiled = compileRules(rules);
  const offers = source.offers.map((offer) => listed(offer, compiled));
  return {
    hash: createHash('sha256')
      .update([...digests, source.figures[0]?.version ?? ''].join('\n'))
      .digest('hex')
      .slice(0, HASH_HEX),
    source,
    offers,
    contents: offers.map(contentOf),
    figures: figuresIn(source),
    rules,
    compiled,
    caps: of('cap'),
    campaigns: new Map(of('campaign').map((campaign) => [campaign.id, campaign])),
    ranking: of('ranking').at(-1),
    categoriesOf: (zone) => categories.get(zone) ?? [],
  };
}

/** What was read of figures and offers is kept for as long as they are told: what only changes a rule must not make the shop read all of it again. */
const figuresRead = new WeakMap<readonly FiguresRecord[], ChainFigures>();
const contentsRead = new WeakMap<Offer, OfferContent>();

function figuresIn({ figures, offers }: BookSource): ChainFigures {
  if (figures.length === 0) return figuresOfOffers(offers);
  const read = figuresRead.get(figures) ?? figuresOfRecords(figures);
  figuresRead.set(figures, read);
  return read;
}

function listed(offer: Offer, compiled: CompiledRules): ListedOffer {
  const [startsAt, endsAt] = [instantMs(offer.startsAt) ?? Number.NaN, instantMs(offer.endsAt) ?? Number.NaN];
  return { offer, startsAt, endsAt, about: compiled.of(offer) };
}

function contentOf(one: ListedOffer): OfferContent {
  const content = contentsRead.get(one.offer) ?? readContent(one);
  contentsRead.set(one.offer, content);
  return content;
}

function readContent({ offer, startsAt, endsAt }: ListedOffer): OfferContent {
  const { id, code = id, kind, value, minimumQuantity, category, brand, products = [], zones } = offer;
  return {
    id,
    code,
    kind,
    category,
    products,
    durationDays: (endsAt - startsAt) / DAY_MS,
    ...(value !== undefined && { value }),
    ...(minimumQuantity !== undefined && { minimumQuantity }),
    ...(brand !== undefined && { brand }),
    ...(zones !== undefined && { zones }),
  };
}

const places = new WeakMap<Book, ReadonlyMap<string, ListedOffer>>();

/** The offers of a book by id. */
export function placed(book: Book): ReadonlyMap<string, ListedOffer> {
  const known = places.get(book) ?? new Map(book.offers.map((listed) => [listed.offer.id, listed]));
  places.set(book, known);
  return known;
}
