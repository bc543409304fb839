import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AislegateError } from '../../../contract/errors.ts';
import { VirtualClock } from '../../../edge/adapters/memory/clock.ts';
import { JournalDisk, MemoryJournal } from '../../../edge/adapters/memory/journal.ts';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { Uplink } from '../../../edge/journal/uplink.ts';
import { FakeHeadquarters } from '../../fakes/fake-headquarters.ts';
import { FakeTelemetry } from '../../fakes/telemetry.ts';
import { NOON_MS, visitOpened } from '../../support/facts.ts';

function shop({ batchFacts = 10, windowFacts = 40, disk = new JournalDisk() } = {}) {
  const clock = new VirtualClock(NOON_MS);
  const random = seededRandom(5);
  const telemetry = new FakeTelemetry();
  const headquarters = new FakeHeadquarters();
  const journal = new MemoryJournal({ shop: 'demo', clock, random, disk });
  const uplink = new Uplink({ journal, headquarters, clock, random, telemetry, batchFacts, windowFacts });
  const append = async (count: number) => {
    const facts = await journal.append(Array.from({ length: count }, (_, n) => visitOpened(n)));
    uplink.wake();
    return facts;
  };
  /** Lets everything happen that waits for nothing but its turn. */
  const settle = async () => {
    for (let turn = 0; turn < 200; turn++) await Promise.resolve();
  };
  return { clock, random, telemetry, headquarters, journal, uplink, append, settle };
}

describe('the way of facts to headquarters', () => {
  it('sends what the journal holds, in order, and forgets it when it is confirmed', async () => {
    const { uplink, append, settle, headquarters, journal, telemetry } = shop();
    const before = await append(3);
    uplink.start();
    await settle();
    const after = await append(2);
    await settle();
    expect(headquarters.received).toEqual([...before, ...after]);
    expect(journal.stats().facts).toBe(5);
    headquarters.confirmReceived();
    await settle();
    expect(journal.stats().facts).toBe(0);
    expect(telemetry.value('aislegate_journal_facts')).toBe(0);
    expect(telemetry.value('aislegate_facts_sent_total', { attempt: 'first' })).toBe(5);
    uplink.stop();
  });

  it('waits longer and longer while headquarters is away, then sends everything', async () => {
    const { uplink, append, settle, headquarters, clock, telemetry } = shop();
    headquarters.cut();
    uplink.start();
    await append(25);
    await settle();
    await clock.advance(3_600_000);
    await settle();
    // An hour at the cap of 30 s, of which a random half to whole is waited: nothing near a busy loop.
    expect(headquarters.attempts.length).toBeGreaterThan(100);
    expect(headquarters.attempts.length).toBeLessThan(260);
    expect(telemetry.logged.filter((line) => line.what === 'HQ_UNREACHABLE')).toHaveLength(1);
    headquarters.restore();
    await clock.advance(60_000);
    await settle();
    expect(headquarters.received.slice(0, 25).map((fact) => fact.sequence)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
    uplink.stop();
  });

  it('says what is behind a failure, whoever speaks of it', async () => {
    for (const [cause, detail] of [
      [new AislegateError('HQ_UNREACHABLE', { detail: 'no answer' }), 'no answer'],
      [new AislegateError('JRN_FULL', { bytes: 1 }), 'JRN_FULL'],
      [new Error('the connection was closed'), 'the connection was closed'],
      ['closed', 'unknown'],
    ] as const) {
      const { uplink, append, settle, headquarters, telemetry } = shop();
      headquarters.send = () => Promise.reject(cause);
      uplink.start();
      await append(1);
      await settle();
      expect(telemetry.logged.filter((line) => line.what === 'HQ_UNREACHABLE').map((line) => line.fields)).toEqual([{ detail }]);
      uplink.stop();
    }
  });

  it('does not flood headquarters that takes facts and confirms none', async () => {
    const { uplink, append, settle, headquarters } = shop();
    uplink.start();
    await append(100);
    await settle();
    expect(headquarters.received).toHaveLength(40);
    headquarters.confirm({ watermarks: [{ epoch: headquarters.received[0]?.epoch ?? '', sequence: 30 }] });
    await settle();
    expect(headquarters.received).toHaveLength(70);
    uplink.stop();
  });

  it('sends again from the first unconfirmed fact when confirmations stay away, ever more rarely', async () => {
    const { uplink, append, settle, headquarters, clock, telemetry } = shop();
    uplink.start();
    await append(5);
    await settle();
    headquarters.confirm({ watermarks: [{ epoch: headquarters.received[0]?.epoch ?? '', sequence: 2 }] });
    await settle();
    await clock.advance(16_000);
    await settle();
    expect(headquarters.received.map((fact) => fact.sequence)).toEqual([1, 2, 3, 4, 5, 3, 4, 5]);
    expect(telemetry.value('aislegate_facts_sent_total', { attempt: 'again' })).toBe(3);
    for (let second = 0; second < 3600; second++) {
      await clock.advance(1000);
      await settle();
    }
    const sent = headquarters.attempts.length;
    expect(sent).toBeLessThan(20);
    headquarters.confirmReceived();
    await settle();
    await clock.advance(3_600_000);
    await settle();
    expect(headquarters.attempts.length).toBe(sent);
    uplink.stop();
  });

  it('sends what earlier runs left behind, oldest first', async () => {
    const disk = new JournalDisk();
    const first = shop({ disk });
    const left = await first.append(2);
    const second = shop({ disk });
    const fresh = await second.append(1);
    second.uplink.start();
    await second.settle();
    expect(second.headquarters.received).toEqual([...left, ...fresh]);
    second.headquarters.confirmReceived();
    await second.settle();
    expect(disk.facts).toEqual([]);
    second.uplink.stop();
  });

  it('does nothing more once it is stopped', async () => {
    const { uplink, append, settle, headquarters, clock } = shop();
    uplink.start();
    await append(1);
    await settle();
    uplink.stop();
    await append(1);
    await clock.advance(3_600_000);
    await settle();
    expect(headquarters.received).toHaveLength(1);
  });

  it('brings every fact to headquarters and ends with an empty journal, whatever fails on the way', async () => {
    const step = fc.oneof(
      fc.record({ type: fc.constant('append' as const), count: fc.integer({ min: 1, max: 30 }) }),
      fc.constant({ type: 'cut' as const }),
      fc.constant({ type: 'restore' as const }),
      fc.constant({ type: 'confirm' as const }),
      fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 60_000 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { uplink, append, settle, headquarters, journal, clock } = shop();
        const written: string[] = [];
        uplink.start();
        for (const one of steps) {
          if (one.type === 'append') written.push(...(await append(one.count)).map((fact) => fact.id));
          else if (one.type === 'wait') await clock.advance(one.ms);
          else if (one.type === 'cut') headquarters.cut();
          else if (one.type === 'restore') headquarters.restore();
          else headquarters.confirmReceived();
          await settle();
        }
        headquarters.restore();
        for (let round = 0; journal.stats().facts > 0 && round < 100; round++) {
          await clock.advance(600_000);
          await settle();
          headquarters.confirmReceived();
          await settle();
        }
        expect(journal.stats().facts).toBe(0);
        expect([...new Set(headquarters.received.map((fact) => fact.id))].sort()).toEqual([...written].sort());
        uplink.stop();
      }),
      { numRuns: 60 },
    );
  });

  it('keeps facts that it could not forget for the next confirmation', async () => {
    const disk = new JournalDisk();
    const { uplink, append, settle, headquarters, journal } = shop({ disk });
    uplink.start();
    await append(2);
    await settle();
    disk.broken = true;
    headquarters.confirmReceived();
    await settle();
    disk.broken = false;
    expect(journal.stats().facts).toBe(2);
    headquarters.confirmReceived();
    await settle();
    expect(journal.stats().facts).toBe(0);
  });
});
