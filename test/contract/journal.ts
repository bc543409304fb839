import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checker } from '../../contract/check.ts';
import { Fact, type FactDraft, factKind } from '../../contract/facts/fact.ts';
import type { Journal } from '../../edge/ports/journal.ts';
import { hexId, NOON_MS, visitClosed, visitOpened, zoneStay } from '../support/facts.ts';

export interface JournalUnderTest {
  /** Opens the journal of the same disk again; what was opened before has been closed. */
  open(options?: { maxBytes?: number }): Promise<Journal>;
  dispose(): Promise<void>;
}

export function journalContract(name: string, setUp: () => Promise<JournalUnderTest>): void {
  describe(`a journal on ${name}`, () => {
    let subject: JournalUnderTest;
    beforeEach(async () => {
      subject = await setUp();
    });
    afterEach(() => subject.dispose());

    it('numbers facts from one and gives them back as valid events', async () => {
      const journal = await subject.open();
      const facts = await journal.append([visitOpened(1), zoneStay(1), visitClosed(1)]);
      expect(facts.map((fact) => fact.sequence)).toEqual([1, 2, 3]);
      expect(new Set(facts.map((fact) => fact.id)).size).toBe(3);
      const check = checker(Fact);
      for (const fact of facts) expect(check(fact)).toMatchObject({ ok: true });
      expect(journal.read(undefined, 10)).toEqual(facts);
      expect(journal.stats().facts).toBe(3);
      await journal.close();
    });

    it('reads on from a position, at most as many as asked for', async () => {
      const journal = await subject.open();
      const facts = await journal.append([visitOpened(1), visitOpened(2), visitOpened(3)]);
      expect(journal.read(facts[0], 1)).toEqual([facts[1]]);
      expect(journal.read(facts[2], 5)).toEqual([]);
      await journal.close();
    });

    it('holds after a restart what was appended before it, and numbers on in a new epoch', async () => {
      const first = await subject.open();
      const before = await first.append([visitOpened(1), visitClosed(1)], [{ key: 'visit/1', value: { zone: 'fruit' } }]);
      await first.close();
      const second = await subject.open();
      const after = await second.append([visitOpened(2)]);
      expect(after[0]?.sequence).toBe(1);
      expect(after[0]?.epoch).not.toBe(before[0]?.epoch);
      expect(second.read(undefined, 10)).toEqual([...before, ...after]);
      expect(second.epochs()).toEqual([before[0]?.epoch, after[0]?.epoch]);
      expect(second.state('visit/')).toEqual([{ key: 'visit/1', value: { zone: 'fruit' } }]);
      expect(second.stats().facts).toBe(3);
      await second.close();
    });

    it('gives concurrent appends their own numbers, without a gap', async () => {
      const journal = await subject.open();
      const batches = await Promise.all(Array.from({ length: 200 }, (_, i) => journal.append([visitOpened(i), visitClosed(i)])));
      const numbers = batches.flat().map((fact) => fact.sequence);
      expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
      await journal.close();
    });

    it('forgets what headquarters has confirmed, and nothing else', async () => {
      const journal = await subject.open();
      const facts = await journal.append([visitOpened(1), visitOpened(2), visitOpened(3)]);
      await journal.trim({ epoch: facts[0]?.epoch ?? '', sequence: 2 });
      expect(journal.read(undefined, 10)).toEqual([facts[2]]);
      await journal.trim({ epoch: '0'.repeat(24), sequence: 99 });
      expect(journal.stats().facts).toBe(1);
      expect((await journal.append([visitOpened(4)]))[0]?.sequence).toBe(4);
      await journal.close();
    });

    it('leaves of a subject who is erased only the numbers of the facts, and what tells of the erasure', async () => {
      const journal = await subject.open();
      const who = visitOpened(1).data as { subject: string };
      const told = {
        erasureId: hexId(12, 1),
        subject: who.subject,
        requestedAt: '2026-05-04T12:00:00.000Z',
        erasedAt: '2026-05-04T12:00:00.000Z',
      };
      const erasure: FactDraft = { kind: 'erasure', t: NOON_MS, data: { ...told, removed: {} } };
      const facts = await journal.append([visitOpened(1), visitOpened(2), zoneStay(1), erasure]);
      const before = journal.stats();
      expect(await journal.redact(who.subject)).toBe(2);
      const after = journal.read(undefined, 10);
      expect(after.map(({ epoch, sequence }) => [epoch, sequence])).toEqual(facts.map(({ epoch, sequence }) => [epoch, sequence]));
      expect(after.map(factKind)).toEqual(['void', 'visit-opened', 'void', 'erasure']);
      const check = checker(Fact);
      for (const fact of after) expect(check(fact)).toMatchObject({ ok: true });
      expect(JSON.stringify(after).split(who.subject)).toHaveLength(3);
      expect(journal.stats().facts).toBe(before.facts);
      expect(journal.stats().bytes).toBeLessThan(before.bytes);
      expect(await journal.redact(who.subject)).toBe(0);
      await journal.close();
      const again = await subject.open();
      expect(again.read(undefined, 10)).toEqual(after);
      await again.close();
    });

    it('writes and removes state together with the facts it belongs to', async () => {
      const journal = await subject.open();
      await journal.append(
        [visitOpened(1)],
        [
          { key: 'visit/1', value: { open: true } },
          { key: 'visits', value: { count: 1 } },
        ],
      );
      await journal.append([], [{ key: 'visit/1', value: undefined }]);
      expect(journal.state('visit/')).toEqual([]);
      expect(journal.state('visit')).toEqual([{ key: 'visits', value: { count: 1 } }]);
      await journal.close();
    });

    it('refuses facts beyond its limit, state with them, until some are confirmed', async () => {
      const journal = await subject.open({ maxBytes: 1000 });
      const [kept] = await journal.append([visitOpened(1), visitOpened(2)]);
      const refused = journal.append([visitOpened(3)], [{ key: 'visit/3', value: {} }]);
      await expect(refused).rejects.toMatchObject({ code: 'JRN_FULL' });
      expect(journal.state('visit/')).toEqual([]);
      await journal.trim({ epoch: kept?.epoch ?? '', sequence: 2 });
      expect((await journal.append([visitOpened(3)]))[0]?.sequence).toBe(3);
      await journal.close();
    });

    it('refuses to write once it is closed', async () => {
      const journal = await subject.open();
      await journal.close();
      await expect(journal.append([visitOpened(1)])).rejects.toMatchObject({ code: 'JRN_WRITE_FAILED' });
    });
  });
}
