import { setTimeout as delay } from 'node:timers/promises';
import type { MemberFields } from '../../contract/records.ts';
import type { Site } from '../../contract/site.ts';
import { generateWalk } from '../../devices/simulator/walk.ts';
import type { Publisher } from '../trace/mqtt-publisher.ts';
import { play, realPace } from '../trace/play.ts';

export interface DemoTraffic {
  readonly site: Site;
  readonly members: readonly MemberFields[];
  /** A connection to the shop's broker as a gateway has one; asked for again after it was lost. */
  readonly connect: () => Promise<Pick<Publisher, 'publish' | 'close'>>;
  /** Headquarters hears that an order is ready before its customer comes, and collected after. */
  readonly order: (memberId: string, orderNumber: string, state: 'ready' | 'collected') => Promise<void>;
  /** Where the walks differ from those of another start. */
  readonly seed: number;
  readonly signal: AbortSignal;
}

const SHOPPERS_AT_ONCE = 2;
const WALK_MS = 150_000;
/** Longer than the silence that ends a visit: who comes again comes for another visit. */
const PAUSE_MS = 30_000;
const SECOND_SHOPPER_AFTER_MS = 20_000;
const ORDER_EVERY_WALKS = 3;
const RETRY_MS = 2000;

/** Members walk through the demo shop, two at a time and for ever, as scanners would report them over MQTT. */
export async function runDemoTraffic(traffic: DemoTraffic): Promise<void> {
  const queue = [...traffic.members];
  let walks = 0;
  const shop = async (waitMs: number): Promise<void> => {
    await delay(waitMs, undefined, { signal: traffic.signal });
    for (;;) {
      const member = queue.shift();
      if (!member) return;
      walks += 1;
      await oneWalk(traffic, member, walks);
      queue.push(member);
      await delay(PAUSE_MS, undefined, { signal: traffic.signal });
    }
  };
  try {
    await Promise.all(Array.from({ length: SHOPPERS_AT_ONCE }, (_, index) => shop(index * SECOND_SHOPPER_AFTER_MS)));
  } catch (error) {
    if (!traffic.signal.aborted) throw error;
  }
}

async function oneWalk(traffic: DemoTraffic, member: MemberFields, walk: number): Promise<void> {
  const { site, seed, signal } = traffic;
  const [mobile] = member.identifiers;
  if (mobile === undefined) return;
  const orderNumber = walk % ORDER_EVERY_WALKS === 1 ? `D-${1000 + (walk % 9000)}` : undefined;
  if (orderNumber) await tell(traffic, member.memberId, orderNumber, 'ready');
  const { lines } = generateWalk({ site, seed: seed + walk, mobile, startMs: 0, durationMs: WALK_MS });
  let publisher: Pick<Publisher, 'publish' | 'close'> | undefined;
  const publish = async (topic: string, payload: Uint8Array): Promise<void> => {
    try {
      publisher ??= await traffic.connect();
      await publisher.publish(topic, payload);
    } catch {
      // The shop is starting again: what radio heard meanwhile is lost, as it would be.
      await publisher?.close().catch(() => undefined);
      publisher = undefined;
      await delay(RETRY_MS, undefined, { signal });
    }
  };
  try {
    for (const { id } of site.scanners) await publish(`espresense/rooms/${id}/status`, Buffer.from('online'));
    await play({ lines: eachOf(lines), firstMs: 0, speed: 1, publish, pace: realPace, signal });
  } finally {
    await publisher?.close().catch(() => undefined);
  }
  if (orderNumber) await tell(traffic, member.memberId, orderNumber, 'collected');
}

/** An order that headquarters did not hear of is no reason to end the demo. */
async function tell(traffic: DemoTraffic, memberId: string, orderNumber: string, state: 'ready' | 'collected'): Promise<void> {
  await traffic.order(memberId, orderNumber, state).catch(() => undefined);
}

async function* eachOf<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
