import { describe, expect, it } from 'vitest';
import { startFactConsumer } from '../../../cloud/facts/consume.ts';
import type { FactStore, Watermark } from '../../../cloud/facts/store.ts';
import type { RawFact } from '../../../cloud/ports/fact-source.ts';
import type { Confirmed } from '../../../contract/messages.ts';
import { VirtualClock } from '../../../edge/adapters/memory/clock.ts';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { FakeFactSource } from '../../fakes/fake-fact-source.ts';
import { FakeTelemetry } from '../../fakes/telemetry.ts';
import { NOON_MS } from '../../support/facts.ts';

const message = (n: number): RawFact => ({ subject: 'aislegate.demo.fact.pickup', payload: Uint8Array.of(n) });
const WATERMARKS: readonly Watermark[] = [
  { shop: 'demo', epoch: 'a', sequence: 3 },
  { shop: 'lyon', epoch: 'b', sequence: 1 },
  { shop: 'demo', epoch: 'c', sequence: 2 },
];

function headquarters() {
  const clock = new VirtualClock(NOON_MS);
  const source = new FakeFactSource();
  const telemetry = new FakeTelemetry();
  const told: [string, Confirmed][] = [];
  const commits: (readonly RawFact[])[] = [];
  const state = { broken: false };
  const store: FactStore = {
    commit: async (messages) => {
      commits.push(messages);
      if (state.broken) throw new Error('the database is away');
      return WATERMARKS;
    },
  };
  const consumer = startFactConsumer({
    source,
    store,
    confirmations: { publish: (shop, confirmed) => told.push([shop, confirmed]) },
    clock,
    random: seededRandom(4),
    telemetry,
  });
  const settle = async () => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  };
  return { clock, source, telemetry, told, commits, state, consumer, settle };
}

describe('headquarters taking facts in', () => {
  it('commits, acknowledges, then confirms to each shop its own', async () => {
    const { source, told, consumer, settle, telemetry } = headquarters();
    source.add(message(1), message(2));
    await settle();
    expect(source.unacknowledged()).toBe(0);
    expect(told).toEqual([
      [
        'demo',
        {
          watermarks: [
            { epoch: 'a', sequence: 3 },
            { epoch: 'c', sequence: 2 },
          ],
        },
      ],
      ['lyon', { watermarks: [{ epoch: 'b', sequence: 1 }] }],
    ]);
    expect(telemetry.value('aislegate_hq_confirmations_total')).toBe(2);
    await consumer.stop();
  });

  it('acknowledges and confirms nothing while the database is away, and does not hammer it', async () => {
    const { source, told, commits, consumer, settle, clock, state } = headquarters();
    state.broken = true;
    source.add(message(1));
    await settle();
    for (let second = 0; second < 600; second++) {
      await clock.advance(1000);
      await settle();
    }
    expect([source.unacknowledged(), told.length]).toEqual([1, 0]);
    expect(commits.length).toBeLessThan(100);
    state.broken = false;
    await clock.advance(15_000);
    await settle();
    expect([source.unacknowledged(), told.length]).toEqual([0, 2]);
    await consumer.stop();
  });

  it('stops in the middle of an outage without acknowledging', async () => {
    const { source, told, consumer, settle, state } = headquarters();
    state.broken = true;
    source.add(message(1));
    await settle();
    await consumer.stop();
    expect([source.unacknowledged(), told.length]).toEqual([1, 0]);
  });
});
