import { generateKeyPairSync } from 'node:crypto';
import type { Offer } from '../../../contract/offers/offer.ts';
import { seal, unseal } from '../../../contract/seal.ts';
import { openJournal } from '../../../edge/adapters/lmdb/journal.ts';
import { shopOf } from '../../../edge/config/shop.ts';
import { localDayOf } from '../../../edge/domain/local-day.ts';
import type { MemberProfile } from '../../../edge/domain/member-profile.ts';
import { createBooks } from '../../../edge/offers/books.ts';
import { createBudgets } from '../../../edge/offers/budgets/budgets.ts';
import { createDecidedLog } from '../../../edge/offers/decided.ts';
import { createFeedback } from '../../../edge/offers/feedback/create-feedback.ts';
import { createOfferHistory } from '../../../edge/offers/history.ts';
import { createLearning, type ShopLearning } from '../../../edge/offers/learning/create-learning.ts';
import { EMBEDDING_SIZE } from '../../../edge/offers/learning/embedding.ts';
import { createLimits } from '../../../edge/offers/limits.ts';
import { createOfferDesk, type OfferDesk } from '../../../edge/offers/offer-desk.ts';
import { createRanker } from '../../../edge/offers/ranking/create-ranker.ts';
import { createSolicitations } from '../../../edge/offers/rules/caps.ts';
import { recordsOfFigures } from '../../../models/offer-ranker/features/figures-records.ts';
import type { OfferContent } from '../../../models/offer-ranker/features/inputs.ts';
import { FEATURE_HASH, FEATURE_NAMES } from '../../../models/offer-ranker/features/table.ts';
import { publicKeyText, sealArtefact } from '../../../models/offer-ranker/network/seal.ts';
import { SECOND_UNITS } from '../../../models/offer-ranker/network/weights.ts';
import { systemClock } from '../../../platform/clock.ts';
import { deflated } from '../../../platform/packing.ts';
import { systemRandom } from '../../../platform/random.ts';
import { SILENT } from '../identity/shop-members.ts';
import { madeUpChain, madeUpMember, madeUpWeights } from './made-up.ts';

const DAY_MS = 86_400_000;
const ZONES = 9;
const RULES = 20;
const SUBJECTS = 200;
const LESSONS = 100;
/** The fact of a decision of this desk, and what is kept to explain it. */
const DECISION_BYTES = 34_000;
const MOST_ALONE = 1000;
const MEMBER_KEY = new Uint8Array(32).fill(7);

export interface BenchDesk {
  readonly desk: OfferDesk;
  /** Who came into a zone, `number` by number: nobody waits for the pause between two offers. */
  enter(number: number): void;
  /** Writes as much as a decision does, and nothing else. */
  writeAlone(number: number): Promise<void>;
  /** What was shown so far. */
  shown(): number;
  readonly modelBytes: number;
  close(): Promise<void>;
}

/** The desk of a shop with 1,000 offers, rules, caps, budgets, a signed model and the journal on disk; only members and screens are made up. */
export async function openBenchDesk(folder: string): Promise<BenchDesk> {
  const clock = systemClock({ onError: () => {} });
  const random = systemRandom();
  const zones = Array.from({ length: ZONES }, (_, number) => ({ id: `z${number}`, name: `Zone ${number}` }));
  const shop = shopOf({ shop: { id: 'bench', name: 'Bench', timezone: 'Europe/Zurich' }, zones, scanners: [] });
  const journal = await openJournal({ folder, shop: shop.id, clock, random, telemetry: SILENT, maxBytes: 8e9 });
  const sealing = (_subject: string, context: string, fields: object) => seal(MEMBER_KEY, context, fields, random.bytes(12), deflated);
  const unsealing = (_subject: string, context: string, sealed: string) => unseal(MEMBER_KEY, context, sealed, deflated);
  const now = clock.nowMs();
  const chain = madeUpChain();
  const books = createBooks();
  for (const content of chain.offers) books.takeOffer(content.id, offerOf(content, now));
  for (const record of records()) books.takeConfig(`all.${record.type}-${record.id}`, record);
  for (const product of new Set(chain.offers.flatMap(({ products }) => products)))
    books.takeStock(`bench.${product}`, { product, quantity: 50 });
  books.takeFigures(recordsOfFigures(chain.figures));
  const dayOf = localDayOf(shop.timezone);
  const solicitations = createSolicitations({ saved: [], dayOf });
  const budgets = createBudgets({ saved: [], savedOfMembers: [], startedAt: now, dayOf });
  const learning = createLearning({ savedLessons: [], savedHeads: [], isExcluded: () => false, seal: sealing, unseal: unsealing });
  const { text: model, publicKey } = signedModel(now);
  const ranker = createRanker({
    clock,
    telemetry: SILENT,
    learning,
    trust: { publicKeys: [publicKey], featureHash: FEATURE_HASH },
    saved: [],
  });
  ranker.take(model, 'headquarters', now);
  teach(learning, ranker.report().model ?? '', now);
  const profiles = new Map(Array.from({ length: SUBJECTS }, (_, number) => [subjectOf(number), profileOf(number, now)]));
  const presences = new Map<string, { subject: string; track: string; visitId: string; openedAt: number; zone: string }>();
  let shown = 0;
  const countShown = (): void => {
    shown += 1;
  };
  const desk = createOfferDesk({
    ...{ shop, clock, random, telemetry: SILENT, journal, books, seal: sealing },
    history: createOfferHistory([], () => clock.nowMs()),
    decided: createDecidedLog({ state: (prefix) => journal.state(prefix), seal: sealing, unseal: unsealing }),
    rankingOf: ranker.of,
    limits: createLimits({ solicitations, budgets, ownCap: { mostPerDay: 1e6, restMs: 0 } }),
    feedback: createFeedback({ saved: [] }),
    armOf: () => 'treated',
    screens: {
      screenIn: (zone) => `${zone}-screen`,
      prepare: () => ({ facts: [], changes: [], push: countShown }),
      supersede: () => ({ facts: [], changes: [], push: () => {} }),
    },
    profileOf: (subject) => profiles.get(subject),
    visitOf: (track) => presences.get(track),
    peopleIn: () => [],
    stayOf: () => ({ enteredAt: clock.nowMs() - 5000, returns: 0 }),
  });
  return {
    desk,
    enter(number) {
      const [subject, zone, t] = [subjectOf(number), `z${number % ZONES}`, clock.nowMs()];
      const visit = { subject, track: subject, visitId: `v${number}`, openedAt: t - 300_000, zone };
      presences.set(subject, visit);
      desk.follow({ type: 'zone-confirmed', t, confidence: 1, ...visit });
    },
    async writeAlone(number) {
      await journal.append([], [{ key: `alone/${number % MOST_ALONE}`, value: { text: 'x'.repeat(DECISION_BYTES) } }]);
    },
    shown: () => shown,
    modelBytes: model.byteLength,
    close: () => journal.close(),
  };
}

/** As many redemptions as a shop has to have seen before it draws what it doubts: a shop that does not has less to do. */
function teach(learning: ShopLearning, model: string, now: number): void {
  for (let number = 0; number < LESSONS; number += 1) {
    const embedding = new Float32Array(EMBEDDING_SIZE).fill(0.1);
    const decisionId = number.toString(16).padStart(32, '0');
    const times = { shownAt: now - DAY_MS, closesAt: now + DAY_MS };
    learning.shown({ decisionId, subject: subjectOf(number), ...times, embedding, model, ranker: 'model', propensity: 0.5, chance: 0.1 });
    learning.redeemed(decisionId, now);
  }
  do learning.work(now);
  while (learning.report().isLearning);
}

function subjectOf(number: number): string {
  return (number % SUBJECTS).toString(16).padStart(32, '0');
}

function offerOf({ id, code, kind, value, minimumQuantity, category = '', products, zones = [] }: OfferContent, now: number): Offer {
  const deal = {
    kind: kind as Offer['kind'],
    ...(value !== undefined && { value }),
    ...(minimumQuantity !== undefined && { minimumQuantity }),
  };
  const period = { startsAt: new Date(now - DAY_MS).toISOString(), endsAt: new Date(now + 30 * DAY_MS).toISOString() };
  return {
    id,
    campaign: `c${Number(id.slice(1)) % 10}`,
    title: `Offer ${id}`,
    code,
    category,
    products: [...products],
    zones: [...zones],
    ...deal,
    ...period,
  };
}

/** Twenty rules of which some hold and some refuse, a cap that is not reached, budgets, and the model ordered to serve. */
function records() {
  const rules = Array.from({ length: RULES }, (_, number) => ({
    ...{ type: 'rule', id: `r${number}`, name: `Rule ${number}`, about: { categories: [`g${number}`, `g${number + 40}`] } },
    ...(number % 2 === 0 ? { effect: 'forbid', when: { inactiveForDays: 365 } } : { effect: 'require', when: { segments: ['regulars'] } }),
  }));
  const campaigns = Array.from({ length: 10 }, (_, number) => ({
    type: 'campaign',
    id: `c${number}`,
    name: `Campaign ${number}`,
    unit: 'exposures',
    perShopAndDay: 1e6,
  }));
  const cap = { type: 'cap', id: 'week', name: 'A week', about: {}, perWeek: 1000 };
  const ranking = { type: 'ranking', id: 'ranking', serve: 'model', holdoutShare: 0, holdoutSalt: '0'.repeat(16) };
  return [...rules, ...campaigns, cap, ranking];
}

function profileOf(number: number, now: number): MemberProfile {
  const { lines, offers } = madeUpMember(number);
  const dayAgo = (days: number) => new Date(now - days * DAY_MS).toISOString().slice(0, 10);
  const purchases = lines.map(({ product, times, lastDaysAgo }) => ({ product, times, amount: 3 * times, lastOn: dayAgo(lastDaysAgo) }));
  const known = offers.map(({ code, startedDaysAgo, redeemedDaysAgo }) => ({
    ...{ offer: code, shown: 1, lastOn: dayAgo(startedDaysAgo) },
    ...(redeemedDaysAgo === undefined ? {} : { redeemed: 1 }),
  }));
  return { segments: ['regulars'], purchases, offers: known, vouchers: [] };
}

function signedModel(now: number): { readonly text: Buffer; readonly publicKey: string } {
  const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const card = {
    ...{
      featureNames: [...FEATURE_NAMES],
      featureHash: FEATURE_HASH,
      trainedOn: 'made up',
      dataFingerprint: 'none',
      recipe: {},
      limits: [],
    },
    ...{ knownUntil: new Date(now).toISOString(), slates: 1, rows: 1, redemptions: 1, seed: 1 },
  };
  const evidence = new Float32Array(SECOND_UNITS + 1).fill(100);
  return { text: sealArtefact(card, { weights: madeUpWeights(), evidence }, key), publicKey: publicKeyText(key) };
}
