import type { Sighting } from '../../contract/sighting.ts';
import { topics } from '../../contract/topics.ts';
import type { TraceLine } from '../../contract/trace.ts';
import type { Receipt } from './purchases.ts';
import type { TrueVisit } from './shop-day.ts';

const TILL = 'till-1';
const DOOR = 'door-1';
const REPORT_MS = 60_000;

/** A receipt, with the loyalty card that was shown. */
type Printed = Receipt & { readonly card?: string };

/** A day as the edge receives it over MQTT, in order of arrival: what scanners hear, what tills print, what the door counts. */
export function* dayTrace(
  shop: string,
  sightings: Iterable<Sighting>,
  told: { readonly receipts: readonly Printed[]; readonly visits: readonly TrueVisit[] },
): Generator<TraceLine> {
  const events = [...receiptLines(shop, told.receipts), ...doorLines(shop, told.visits)].sort((a, b) => a.t - b.t);
  let next = 0;
  for (const { t, rx, anchor, mobile, radio, rssiDbm } of sightings) {
    for (let event = events[next]; event && event.t <= rx; event = events[next]) {
      yield event;
      next += 1;
    }
    yield {
      t: rx,
      source: 'mqtt',
      topic: topics.sighting(shop, anchor),
      payload: { t, mobile, radio, ...(rssiDbm !== undefined && { rssiDbm }) },
    };
  }
  yield* events.slice(next);
}

function receiptLines(shop: string, receipts: readonly Printed[]): TraceLine[] {
  return receipts.map(({ tMs, lines, total, card }, index) => ({
    t: tMs,
    source: 'mqtt',
    topic: topics.receipt(shop, TILL),
    payload: {
      eventId: `receipt-${tMs}-${index}`,
      at: tMs,
      ...(card !== undefined && { card }),
      lines: lines.map(({ product, quantity, amount }) => ({ product, quantity, amount })),
      total,
      currency: 'EUR',
    },
  }));
}

/** A perfect people counter, which tells each minute in which somebody went through the door. */
function doorLines(shop: string, visits: readonly TrueVisit[]): TraceLine[] {
  const counts = new Map<number, { in: number; out: number }>();
  const count = (tMs: number, way: 'in' | 'out'): void => {
    const minute = Math.floor(tMs / REPORT_MS);
    const before = counts.get(minute) ?? { in: 0, out: 0 };
    counts.set(minute, { ...before, [way]: before[way] + 1 });
  };
  for (const { fromMs, toMs } of visits) {
    count(fromMs, 'in');
    count(toMs, 'out');
  }
  return [...counts].map(([minute, people]) => {
    const at = (minute + 1) * REPORT_MS - 1;
    return { t: at, source: 'mqtt', topic: topics.doorCount(shop, DOOR), payload: { eventId: `door-${at}`, at, ...people } };
  });
}
