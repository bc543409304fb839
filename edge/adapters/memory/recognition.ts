import { type EidTable, eidWordsFor, enterEids } from '../../identity/recognition/eid-table.ts';
import { Recogniser } from '../../identity/recognition/recogniser.ts';
import { addressParts, IrkSet } from '../../identity/recognition/rpa.ts';
import { countSecrets, type SecretSlots, secretChanges, viewOf } from '../../identity/recognition/secret-slots.ts';
import { enterTokens, placesFor, type TokenTable } from '../../identity/recognition/token-table.ts';
import type { MemberSecret, Recognition, SecretMatch } from '../../ports/recognition.ts';
import { MemorySecretSlots } from './secret-slots.ts';

/** Tables that are kept: of some windows before and after the one of the moment. */
const MOST_TABLES = 8;

/**
 * Recognition in the same thread and at once, for tests and for recorded days: the same input gives the same output. `address` never answers
 * `trying`. With many members the first question of each window waits until its table is made.
 */
export class MemoryRecognition implements Recognition {
  readonly #slots: SecretSlots;
  readonly #recogniser: Recogniser;
  readonly #tokens = new Map<number, TokenTable>();
  readonly #eids = new Map<number, EidTable>();
  #irks: IrkSet | undefined;

  /** `slots` outlive it, as a file would. */
  constructor(slots: SecretSlots = new MemorySecretSlots()) {
    this.#slots = slots;
    this.#recogniser = new Recogniser(slots, {
      token: (window) => made(this.#tokens, window, () => this.#tokenTable(window)),
      eid: (period) => made(this.#eids, period, () => this.#eidTable(period)),
    });
  }

  async put(secrets: ReadonlyMap<string, readonly MemberSecret[]>): Promise<void> {
    const changes = secretChanges(this.#slots, secrets);
    const slotsOf = () => [...changes.keys()].flatMap((subject) => this.#slots.slotsOf(subject));
    const before = slotsOf();
    await this.#slots.put(changes);
    if (changes.size > 0) this.#changed([...before, ...slotsOf()]);
  }

  async destroy(subject: string): Promise<void> {
    const slots = this.#slots.slotsOf(subject);
    await this.#slots.destroy(subject);
    this.#changed(slots);
  }

  token(token: string, t: number): SecretMatch | undefined {
    return this.#recogniser.token(token, t);
  }

  ephemeral(identifier: string, t: number): SecretMatch | undefined {
    return this.#recogniser.ephemeral(identifier, t);
  }

  address(address: string): SecretMatch | undefined {
    const known = this.#recogniser.address(address);
    const parts = known === 'untried' ? addressParts(address) : undefined;
    if (known !== 'untried' || !parts) return known === 'untried' ? undefined : known;
    this.#irks ??= new IrkSet(viewOf(this.#slots), this.#slots.slotCount());
    return this.#recogniser.tried(address, this.#irks.resolve(parts.prand, parts.hash));
  }

  tokenKey(subject: string, device: number): Uint8Array | undefined {
    return this.#recogniser.tokenKey(subject, device);
  }

  /** What is asked for is made when it is asked for. */
  advance(): void {}

  sizes() {
    return countSecrets(viewOf(this.#slots));
  }

  async close(): Promise<void> {
    await this.#recogniser.keepLearned(true);
  }

  #changed(slots: readonly number[]): void {
    this.#tokens.clear();
    this.#eids.clear();
    this.#irks = undefined;
    this.#recogniser.changed(slots);
  }

  #tokenTable(window: number): TokenTable {
    const table = new Int32Array(placesFor(this.sizes().tokenKeys));
    enterTokens(table, viewOf(this.#slots), window, 0, this.#slots.slotCount());
    return table;
  }

  #eidTable(period: number): EidTable {
    const view = viewOf(this.#slots);
    const table = new Int32Array(eidWordsFor(view, this.#slots.slotCount(), period));
    enterEids(table, view, period, 0, this.#slots.slotCount());
    return table;
  }
}

function made<T>(tables: Map<number, T>, key: number, make: () => T): T {
  const there = tables.get(key);
  if (there) return there;
  const table = make();
  tables.set(key, table);
  for (const oldest of tables.keys()) {
    if (tables.size <= MOST_TABLES) break;
    tables.delete(oldest);
  }
  return table;
}
