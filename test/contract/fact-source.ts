import { describe, expect, it } from 'vitest';
import type { FactSource, RawFact } from '../../cloud/ports/fact-source.ts';
import { numberedFact } from '../../edge/journal/fact.ts';
import { visitOpened } from '../support/facts.ts';
import { rawOf } from './fact-store.ts';

export interface FactSourceUnderTest {
  /** A consumer of the one stream. */
  open(): FactSource;
  /** A shop's facts reach the stream. */
  add(facts: readonly RawFact[]): Promise<void>;
  /** Messages in the stream that nobody has acknowledged. */
  unacknowledged(): Promise<number>;
  /** What happens to a batch whose consumer died: it becomes due again. */
  giveBack(): Promise<void>;
}

const facts = (count: number, from = 1): RawFact[] =>
  Array.from({ length: count }, (_, i) =>
    rawOf(numberedFact('demo', { epoch: 'e'.repeat(24), sequence: from + i }, visitOpened(from + i))),
  );
const textOf = ({ payload }: RawFact) => new TextDecoder().decode(payload);

export function factSourceContract(name: string, setUp: () => Promise<FactSourceUnderTest>): void {
  describe(`the stream of facts on ${name}`, () => {
    /** So many facts, each once: what a busy machine acknowledges late is given again. */
    const take = async (source: FactSource, count: number): Promise<string[]> => {
      const taken = new Set<string>();
      while (taken.size < count) {
        const batch = await source.next();
        if (!batch) break;
        for (const message of batch.messages) taken.add(textOf(message));
        await batch.ack();
      }
      return [...taken];
    };

    it('gives every fact in order with its subject, and is done with what was acknowledged', async () => {
      const subject = await setUp();
      const source = subject.open();
      const added = facts(30);
      await subject.add(added);
      expect(await take(source, 30)).toEqual(added.map(textOf));
      await expect.poll(() => subject.unacknowledged()).toBe(0);
      await source.close();
    });

    it('waits for the next fact', async () => {
      const subject = await setUp();
      const source = subject.open();
      const next = source.next();
      const [one] = facts(1);
      if (!one) throw new Error('a fact');
      await subject.add([one]);
      const messages = (await next)?.messages ?? [];
      expect(messages.map((message) => [message.subject, textOf(message)])).toEqual([[one.subject, textOf(one)]]);
      await source.close();
    });

    it('gives again what was not acknowledged', async () => {
      const subject = await setUp();
      const first = subject.open();
      await subject.add(facts(3));
      const batch = await first.next();
      expect(batch?.messages.length).toBeGreaterThan(0);
      expect(await subject.unacknowledged()).toBe(3);
      await subject.giveBack();
      const again = new Set<string>();
      while (again.size < 3) for (const text of await take(first, 1)) again.add(text);
      expect([...again].sort()).toEqual(facts(3).map(textOf).sort());
      await first.close();
    });

    it('ends the wait when it is closed', async () => {
      const subject = await setUp();
      const source = subject.open();
      const next = source.next();
      await source.close();
      expect(await next).toBeUndefined();
    });
  });
}
