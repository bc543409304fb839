import { beforeEach, describe, expect, it } from 'vitest';
import type { BusinessEvent, ScreenReport } from '../../../contract/business-event.ts';
import type { Purpose } from '../../../contract/records.ts';
import { unseal } from '../../../contract/seal.ts';
import { VirtualClock } from '../../../edge/adapters/memory/clock.ts';
import { JournalDisk, MemoryJournal } from '../../../edge/adapters/memory/journal.ts';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { type Bought, type BusinessDesk, createBusinessDesk } from '../../../edge/business/business-desk.ts';
import { createTold, TOLD_PREFIX } from '../../../edge/business/told.ts';
import { shopOf } from '../../../edge/config/shop.ts';
import { createSealing } from '../../../edge/identity/sealing.ts';
import type { StateChange } from '../../../edge/ports/journal.ts';
import { deflated } from '../../../platform/packing.ts';
import { FakeTelemetry } from '../../fakes/telemetry.ts';
import { ADA, OPENING_MS, SITE } from '../../support/virtual-shop.ts';

const CARD = 'card:20001234';
const KEY = new Uint8Array(32).fill(7);
const NOW = { t: OPENING_MS, rx: OPENING_MS };
const LINES = [{ product: 'bread', quantity: 1, amount: 2.9 }];
const tap: BusinessEvent = { type: 'card-tap', reader: 'b1', card: CARD, eventId: 'tap-1', ...NOW };
const receipt: BusinessEvent = { type: 'receipt', till: 'till-1', eventId: 'r-1', lines: LINES, total: 2.9, currency: 'EUR', ...NOW };
const count: BusinessEvent = { type: 'door-count', door: 'main', in: 3, out: 1, eventId: 'c-1', ...NOW };

let disk: JournalDisk;
let telemetry: FakeTelemetry;
let consents: (purpose: Purpose, t: number) => boolean;
let keys: Map<string, Uint8Array>;
/** What members are known to have bought. */
let enriched: { subject: string; t: number; lines: readonly object[] }[];
let reports: [ScreenReport, readonly StateChange[]][];
let desk: BusinessDesk;
/** By the counters of the quarter hour. */
let people: number;
/** What was asked of redemptions, and how often it was taken back. */
let bought: Bought[];
let undone: number;
let baskets: unknown[];

beforeEach(() => {
  disk = new JournalDisk();
  telemetry = new FakeTelemetry();
  consents = () => true;
  keys = new Map([[ADA, KEY]]);
  reports = [];
  enriched = [];
  people = 0;
  bought = [];
  baskets = [];
  undone = 0;
  const clock = new VirtualClock(OPENING_MS);
  const random = seededRandom(3);
  const journal = new MemoryJournal({ shop: 'shop-1', clock, random, disk });
  desk = createBusinessDesk({
    shop: shopOf(SITE),
    clock,
    random,
    telemetry,
    journal,
    told: createTold({ saved: journal.state(TOLD_PREFIX), random }),
    holderOf(card, { t, rx }) {
      if (card !== CARD) return 'anonymous';
      return [t, rx].every((at) => consents('recognition', at)) ? { kind: 'member', id: ADA, track: ADA, way: 'card' } : 'no-consent';
    },
    allows: (_subject, purpose, t) => consents(purpose, t),
    visitAt: () => undefined,
    admit: () => undefined,
    enrich: (subject, t, lines) => void enriched.push({ subject, t, lines }),
    seal: createSealing({ packing: deflated, keyRing: { get: (subject) => keys.get(subject) }, random }),
    reported: async (report, changes) => {
      reports.push([report, changes]);
    },
    redeemedBy: (purchase) => {
      bought.push(purchase);
      const { receiptId, subject } = purchase;
      const what = {
        redemptionId: '7'.repeat(32),
        decisionId: '8'.repeat(32),
        subject,
        offer: 'bread-10',
        receiptId,
        proof: 'code' as const,
      };
      return {
        facts: [{ kind: 'redemption', t: purchase.t, data: { ...what, at: '2026-06-01T09:00:00.000Z' } }],
        changes: [{ key: `open-exposure/${subject}`, value: undefined }],
        undo: () => {
          undone += 1;
        },
      };
    },
    basketChanged: ({ id }, t, products) => baskets.push([id, t, products.length]),
    doorCounted: ({ in: entered }) => {
      people += entered;
      return {
        changes: [{ key: 'footfall/1', value: { people } }],
        undo: () => {
          people -= entered;
        },
      };
    },
  });
});

const written = () => disk.facts.map(({ data }) => data);
const counted = (kind: string, outcome: string): number => telemetry.value('aislegate_events_total', { kind, outcome });
const refused = (source: string, code: string): number => telemetry.value('aislegate_refused_total', { source, code });

describe('a card at a reader', () => {
  it('is a fact of the member, in the zone of the reader, and says where she stands', async () => {
    expect(await desk.keep(tap)).toEqual({ subject: ADA, anchor: 'b1', track: ADA, ...NOW });
    expect(written()).toEqual([
      { tapId: expect.stringMatching(/^[0-9a-f]{32}$/u), reader: 'b1', zone: 'bakery', at: '2026-06-01T09:00:00.000Z', subject: ADA },
    ]);
  });

  it('leaves no trace of the card number: not in facts, in hot state, in metrics or in the log', async () => {
    await desk.keep(tap);
    await desk.keep({ ...receipt, card: CARD });
    expect(JSON.stringify([disk.facts, [...disk.state], await telemetry.metricsText(), telemetry.logged])).not.toContain('20001234');
  });

  it('of nobody known is a fact without a subject, and nobody stands there', async () => {
    expect(await desk.keep({ ...tap, card: 'card:9999' })).toBeUndefined();
    expect(written()).toEqual([{ tapId: expect.any(String), reader: 'b1', zone: 'bakery', at: expect.any(String) }]);
  });

  it('at a reader that stands nowhere in the site file has no zone', async () => {
    await desk.keep({ ...tap, reader: 'kiosk' });
    expect(written()[0]).not.toHaveProperty('zone');
  });

  it('of a member who wants no analytics is anonymous, and she is greeted all the same', async () => {
    consents = (purpose) => purpose !== 'analytics';
    expect(await desk.keep(tap)).toMatchObject({ subject: ADA });
    expect(written()[0]).not.toHaveProperty('subject');
  });

  it('told after consent was withdrawn, or of a time before it was given, is anonymous', async () => {
    const late = { ...tap, t: OPENING_MS - 60_000 };
    consents = (_purpose, t) => t < OPENING_MS;
    expect(await desk.keep({ ...late, eventId: 'a' })).toBeUndefined();
    consents = (_purpose, t) => t >= OPENING_MS;
    expect(await desk.keep({ ...late, eventId: 'b' })).toBeUndefined();
    for (const data of written()) expect(data).not.toHaveProperty('subject');
  });
});

describe('a receipt', () => {
  it('of nobody known tells what was bought', async () => {
    await desk.keep(receipt);
    expect(written()).toEqual([
      { receiptId: expect.any(String), till: 'till-1', at: '2026-06-01T09:00:00.000Z', total: 2.9, currency: 'EUR', lines: LINES },
    ]);
  });

  it('of a member holds what she bought under her key only, bound to this receipt', async () => {
    await desk.keep({ ...receipt, card: CARD });
    const [fact] = disk.facts;
    if (fact?.type !== 'aislegate.fact.receipt') throw new Error('no receipt');
    const { receiptId, sealed = '', subject, lines } = fact.data;
    expect([subject, lines]).toEqual([ADA, undefined]);
    expect(unseal(KEY, `receipt/${receiptId}`, sealed)).toEqual({ lines: LINES });
    expect(enriched).toEqual([{ subject: ADA, t: NOW.t, lines: LINES }]);
  });

  it('of a member whose key is destroyed, or who wants no analytics, belongs to nobody', async () => {
    keys.clear();
    await desk.keep({ ...receipt, card: CARD });
    keys.set(ADA, KEY);
    consents = (purpose) => purpose !== 'analytics';
    await desk.keep({ ...receipt, eventId: 'r-2', card: CARD });
    for (const data of written()) expect(data).toMatchObject({ lines: LINES });
    expect(JSON.stringify(written())).not.toContain(ADA);
  });
});

describe('a receipt of a member who was shown offers', () => {
  const receiptOfAda: BusinessEvent = { ...receipt, card: CARD, offers: ['bread-10'] };

  it('is written in one with what it redeems, once', async () => {
    await desk.keep(receiptOfAda);
    await desk.keep(receiptOfAda);
    expect(disk.facts.map(({ type }) => type)).toEqual(['aislegate.fact.receipt', 'aislegate.fact.redemption']);
    expect(bought).toEqual([{ receiptId: expect.any(String), subject: ADA, t: NOW.t, lines: LINES, total: 2.9, offers: ['bread-10'] }]);
  });

  it('redeems nothing without the consent to personal offers, or to analytics', async () => {
    for (const missing of ['personal-offers', 'analytics']) {
      consents = (purpose) => purpose !== missing;
      await desk.keep({ ...receiptOfAda, eventId: missing } as BusinessEvent);
    }
    expect([bought, disk.facts.length]).toEqual([[], 2]);
  });

  it('redeems nothing that could not be written, until it is told again', async () => {
    disk.broken = true;
    await expect(desk.keep(receiptOfAda)).rejects.toMatchObject({ code: 'JRN_WRITE_FAILED' });
    expect(undone).toBe(1);
    disk.broken = false;
    await desk.keep(receiptOfAda);
    expect([undone, disk.facts.length]).toEqual([1, 2]);
  });

  it('is another receipt when the till tells other offers under the same number', async () => {
    await desk.keep(receiptOfAda);
    await desk.keep({ ...receiptOfAda, offers: ['butter-5'] });
    expect(refused('receipt', 'ING_EVENT_ID_REUSED')).toBe(1);
  });
});

describe('an event that is told again', () => {
  it('counts once, and its sender is satisfied', async () => {
    for (const again of [tap, receipt, count]) {
      await desk.keep(again);
      expect(await desk.keep({ ...again, rx: OPENING_MS + 9000 })).toBeUndefined();
    }
    expect(disk.facts.map(({ type }) => type)).toEqual(['aislegate.fact.tap', 'aislegate.fact.receipt', 'aislegate.fact.count']);
    expect([counted('receipt', 'kept'), counted('receipt', 'again')]).toEqual([1, 1]);
  });

  it('is told apart from another device that counts its ids alike', async () => {
    await desk.keep(receipt);
    await desk.keep({ ...receipt, till: 'till-2' });
    expect(disk.facts).toHaveLength(2);
  });

  it('counts each time where nothing tells it from another', async () => {
    const { eventId: _, ...nameless } = count;
    await desk.keep(nameless as BusinessEvent);
    await desk.keep(nameless as BusinessEvent);
    expect(disk.facts).toHaveLength(2);
  });

  it('with another content is refused by name: a till that begins again at 0001 each morning must be noticed', async () => {
    await desk.keep(receipt);
    await desk.keep({ ...receipt, total: 99 });
    await desk.keep(count);
    await desk.keep({ ...count, in: 4 });
    expect(disk.facts).toHaveLength(2);
    expect([refused('receipt', 'ING_EVENT_ID_REUSED'), refused('door-count', 'ING_EVENT_ID_REUSED')]).toEqual([1, 1]);
  });

  it('is written with its fact or not at all', async () => {
    disk.broken = true;
    await expect(desk.keep(receipt)).rejects.toMatchObject({ code: 'JRN_WRITE_FAILED' });
    expect([disk.facts, disk.state.size]).toEqual([[], 0]);
    disk.broken = false;
    await desk.keep(receipt);
    expect([disk.facts.length, counted('receipt', 'again')]).toEqual([1, 0]);
  });
});

describe('the time of an event', () => {
  it('is that of its sender, also days later', async () => {
    await desk.keep({ ...receipt, t: OPENING_MS - 6 * 86_400_000 });
    expect(written()[0]).toMatchObject({ at: '2026-05-26T09:00:00.000Z' });
  });

  it('is that of receipt where the sender has no believable clock', async () => {
    await desk.keep({ ...receipt, t: 0 });
    await desk.keep({ ...count, t: OPENING_MS + 3_600_000 });
    for (const data of written()) expect(data).toMatchObject({ at: '2026-06-01T09:00:00.000Z' });
    expect([refused('receipt', 'ING_CLOCK_SUSPECT'), refused('door-count', 'ING_CLOCK_SUSPECT')]).toEqual([1, 1]);
  });

  it('is never after it was told, and a clock a little ahead is no matter', async () => {
    await desk.keep({ ...count, t: OPENING_MS + 5000 });
    expect(written()[0]).toMatchObject({ at: '2026-06-01T09:00:00.000Z' });
    expect(refused('door-count', 'ING_CLOCK_SUSPECT')).toBe(0);
  });
});

describe('what screens and strangers tell', () => {
  it('goes to the screens with what must be remembered of it, once', async () => {
    const shown: BusinessEvent = { type: 'screen-event', screen: 'wine-screen', action: 'shown', offer: 'red', eventId: 'e-1', ...NOW };
    await desk.keep(shown);
    await desk.keep(shown);
    expect(reports).toEqual([
      [shown, [expect.anything(), { key: expect.stringMatching(/^told\/screen-event\//u), value: expect.anything() }]],
    ]);
  });

  it('of a screen that the shop does not have is refused', async () => {
    await desk.keep({ type: 'screen-event', screen: 'attic', action: 'shown', ...NOW });
    expect([reports.length, refused('screen-event', 'DLV_UNKNOWN_SCREEN')]).toEqual([0, 1]);
  });

  it('of a device without a name that can be one is refused: headquarters could not take it', async () => {
    await desk.keep({ ...receipt, till: '' });
    await desk.keep({ ...count, door: 'a b' });
    expect([disk.facts.length, refused('receipt', 'ING_MALFORMED'), refused('door-count', 'ING_MALFORMED')]).toEqual([0, 1, 1]);
  });
});

describe('a door counter', () => {
  it('adds to the quarter hour with its fact, once', async () => {
    await desk.keep(count);
    await desk.keep(count);
    expect([people, disk.facts.length, disk.state.get('footfall/1')]).toEqual([3, 1, '{"people":3}']);
  });

  it('adds nothing that could not be written, until it is told again', async () => {
    disk.broken = true;
    await expect(desk.keep(count)).rejects.toMatchObject({ code: 'JRN_WRITE_FAILED' });
    expect([people, disk.state.has('footfall/1')]).toEqual([0, false]);
    disk.broken = false;
    await desk.keep(count);
    expect(people).toBe(3);
  });
});

describe('a basket', () => {
  const basket: BusinessEvent = {
    type: 'basket-change',
    device: 'scan-7',
    card: CARD,
    products: [{ product: 'bread', quantity: 2 }],
    ...NOW,
  };

  it('is handed on each time it changes, and never written', async () => {
    await desk.keep({ ...basket, eventId: 'b-1' });
    await desk.keep({ ...basket, eventId: 'b-1' });
    expect(baskets).toEqual([
      [ADA, OPENING_MS, 1],
      [ADA, OPENING_MS, 1],
    ]);
    expect(disk.facts).toEqual([]);
    expect(telemetry.value('aislegate_events_total', { kind: 'basket-change', outcome: 'kept' })).toBe(2);
  });

  it("of a stranger, or of somebody who wants no personal offers, is nobody's", async () => {
    await desk.keep({ ...basket, card: 'card:9999' });
    consents = (purpose) => purpose !== 'personal-offers';
    await desk.keep(basket);
    expect(baskets).toEqual([]);
  });
});
