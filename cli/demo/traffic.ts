import { setTimeout as delay } from 'node:timers/promises';
import type { MemberFields } from '../../contract/records.ts';
import type { Site } from '../../contract/site.ts';
import type { TraceLine } from '../../contract/trace.ts';
import type { Publisher } from '../trace/mqtt-publisher.ts';
import { play, realPace } from '../trace/play.ts';
import { DEMO_DAY_MS, type DemoDay, type DemoOrder, demoDay, demoLines, demoOrders } from './day.ts';

type Line = Pick<Publisher, 'publish' | 'close'>;
type Role = 'gateway' | 'till';

export interface DemoTraffic {
  readonly site: Site;
  readonly members: readonly MemberFields[];
  /** A connection to the shop's broker as a gateway or a till has one; asked for again after it was lost. */
  readonly connect: (role: Role) => Promise<Line>;
  /** Headquarters hears that an order is ready before its customer comes, and collected after. */
  readonly order: (memberId: string, orderNumber: string, state: 'ready' | 'collected') => Promise<void>;
  /** Where the days differ from those of another start. */
  readonly seed: number;
  readonly startMs: number;
  readonly signal: AbortSignal;
}

const RETRY_MS = 2000;

/** The demo shop's life, for ever: members and others who shop, employees, passers-by, as scanners, tills and the door would tell it over MQTT. */
export async function runDemoTraffic(traffic: DemoTraffic): Promise<void> {
  const { site, members, signal } = traffic;
  const lines = { gateway: lasting(() => traffic.connect('gateway'), signal), till: lasting(() => traffic.connect('till'), signal) };
  try {
    for (let part = 0; !signal.aborted; part += 1) {
      const options: DemoDay = { site, members, seed: traffic.seed + part, fromMs: traffic.startMs + part * DEMO_DAY_MS };
      const day = demoDay(options);
      await Promise.all([
        tellOrders(demoOrders(options, day), options.fromMs, traffic),
        play({
          lines: each(demoLines(options, day)),
          firstMs: options.fromMs,
          speed: 1,
          publish: (topic, payload) => lines[topic.includes('/till/') ? 'till' : 'gateway'].publish(topic, payload),
          pace: realPace,
          signal,
        }),
      ]);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await Promise.all([lines.gateway.close(), lines.till.close()]);
  }
}

/** A connection that comes back. The shop is starting again: what radio heard meanwhile is lost, as it would be. */
function lasting(connect: () => Promise<Line>, signal: AbortSignal): Line {
  let line: Line | undefined;
  let notBefore = 0;
  const close = async (): Promise<void> => {
    const closing = line;
    line = undefined;
    await closing?.close().catch(() => undefined);
  };
  return {
    close,
    publish: async (topic, payload) => {
      if (signal.aborted || performance.now() < notBefore) return;
      try {
        line ??= await connect();
        await line.publish(topic, payload);
      } catch {
        notBefore = performance.now() + RETRY_MS;
        await close();
      }
    },
  };
}

/** An order that headquarters did not hear of is no reason to end the demo. */
async function tellOrders(orders: readonly DemoOrder[], fromMs: number, { order, signal }: DemoTraffic): Promise<void> {
  const startedMs = performance.now();
  const steps = orders
    .flatMap(({ memberId, orderNumber, readyMs, collectedMs }) => [
      { atMs: readyMs, tell: () => order(memberId, orderNumber, 'ready') },
      { atMs: collectedMs, tell: () => order(memberId, orderNumber, 'collected') },
    ])
    .filter(({ atMs }) => atMs < fromMs + DEMO_DAY_MS)
    .sort((a, b) => a.atMs - b.atMs);
  for (const { atMs, tell } of steps) {
    await delay(Math.max(0, startedMs + atMs - fromMs - performance.now()), undefined, { signal });
    await tell().catch(() => undefined);
  }
}

async function* each(lines: Iterable<TraceLine>): AsyncGenerator<TraceLine> {
  yield* lines;
}
