import { AislegateError } from '../../../contract/errors.ts';
import type { Fact, FactDraft } from '../../../contract/facts/fact.ts';
import { isOf, numberedFact, voidFact } from '../../journal/fact.ts';
import { comparePositions, newEpoch } from '../../journal/number.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Journal, JournalPosition, JournalStats, StateChange } from '../../ports/journal.ts';
import type { Random } from '../../ports/random.ts';

/** What outlives a journal that is closed and opened again. */
export class JournalDisk {
  facts: Fact[] = [];
  readonly state = new Map<string, string>();
  /** When set, the next writes are refused. */
  broken = false;

  /** As a backup of the folder would hold it. */
  copy(): JournalDisk {
    const copy = new JournalDisk();
    copy.facts = [...this.facts];
    for (const [key, text] of this.state) copy.state.set(key, text);
    return copy;
  }
}

export interface MemoryJournalOptions {
  readonly shop: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly maxBytes?: number;
  readonly disk?: JournalDisk;
}

export class MemoryJournal implements Journal {
  readonly #shop: string;
  readonly #clock: Clock;
  readonly #maxBytes: number;
  readonly #disk: JournalDisk;
  readonly #epoch: string;
  #sequence = 0;
  #closed = false;

  constructor({ shop, clock, random, maxBytes = 1e9, disk = new JournalDisk() }: MemoryJournalOptions) {
    this.#shop = shop;
    this.#clock = clock;
    this.#maxBytes = maxBytes;
    this.#disk = disk;
    this.#epoch = newEpoch(clock.nowMs(), random, this.epochs().at(-1));
  }

  async append(drafts: readonly FactDraft[], changes: readonly StateChange[] = []): Promise<readonly Fact[]> {
    await Promise.resolve();
    this.#mayWrite();
    const facts = drafts.map((draft, i) => numberedFact(this.#shop, { epoch: this.#epoch, sequence: this.#sequence + 1 + i }, draft));
    if (facts.length > 0 && this.stats().bytes + bytesOf(facts) > this.#maxBytes) {
      throw new AislegateError('JRN_FULL', { bytes: this.stats().bytes });
    }
    this.#sequence += facts.length;
    this.#disk.facts.push(...structuredClone(facts));
    for (const { key, value } of changes) {
      if (value === undefined) this.#disk.state.delete(key);
      else this.#disk.state.set(key, JSON.stringify(value));
    }
    return facts;
  }

  read(position: JournalPosition | undefined, limit: number): readonly Fact[] {
    return this.#disk.facts.filter((fact) => !position || comparePositions(fact, position) > 0).slice(0, limit);
  }

  async trim({ epoch, sequence }: JournalPosition): Promise<void> {
    await Promise.resolve();
    this.#mayWrite();
    this.#disk.facts = this.#disk.facts.filter((fact) => fact.epoch !== epoch || fact.sequence > sequence);
  }

  async redact(subject: string): Promise<number> {
    await Promise.resolve();
    this.#mayWrite();
    let redacted = 0;
    this.#disk.facts = this.#disk.facts.map((fact) => {
      if (!isOf(fact, subject)) return fact;
      redacted += 1;
      return voidFact(fact, this.#clock.nowMs());
    });
    return redacted;
  }

  state(prefix: string): readonly { readonly key: string; readonly value: object }[] {
    return [...this.#disk.state]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, text]) => ({ key, value: JSON.parse(text) as object }));
  }

  stats(): JournalStats {
    return { facts: this.#disk.facts.length, bytes: bytesOf(this.#disk.facts) };
  }

  epochs(): readonly string[] {
    return [...new Set(this.#disk.facts.map((fact) => fact.epoch))].sort();
  }

  async close(): Promise<void> {
    await Promise.resolve();
    this.#closed = true;
  }

  #mayWrite(): void {
    if (this.#closed) throw new AislegateError('JRN_WRITE_FAILED', { detail: 'it is closed' });
    if (this.#disk.broken) throw new AislegateError('JRN_WRITE_FAILED', { detail: 'the disk refuses' });
  }
}

function bytesOf(facts: readonly Fact[]): number {
  return facts.reduce((sum, fact) => sum + Buffer.byteLength(JSON.stringify(fact)), 0);
}
