import { Recogniser } from '../../identity/recognition/recogniser.ts';
import { addressParts } from '../../identity/recognition/rpa.ts';
import { countSecrets, type SecretSizes, type SecretSlots, secretChanges, viewOf } from '../../identity/recognition/secret-slots.ts';
import { TableMaker } from '../../identity/recognition/table-maker.ts';
import type { MemberSecret, Recognition, SecretMatch } from '../../ports/recognition.ts';
import { MemorySecretSlots } from './secret-slots.ts';

/** Windows and periods of which tables are kept: more than one question looks at. */
const MOST_TABLES = 8;

/**
 * Recognition in the same thread and at once, for tests and for recorded days: the same input gives the same output. `address` never answers
 * `trying`. With many members the first question of each window waits until its table is made.
 */
export class MemoryRecognition implements Recognition {
  readonly #slots: SecretSlots;
  readonly #recogniser: Recogniser;
  readonly #maker: TableMaker;
  readonly #windows = new Set<number>();
  readonly #periods = new Set<number>();
  /** Asked for with each sighting. */
  #sizes: SecretSizes | undefined;

  /** `slots` outlive it, as a file would. */
  constructor(slots: SecretSlots = new MemorySecretSlots()) {
    this.#slots = slots;
    this.#maker = new TableMaker(
      () => viewOf(slots),
      (bytes) => new ArrayBuffer(bytes),
    );
    this.#recogniser = new Recogniser(slots, {
      token: (window) => {
        this.#maker.retire({ windows: outdated(this.#windows, window) });
        return this.#maker.token(window);
      },
      eid: (period) => {
        this.#maker.retire({ periods: outdated(this.#periods, period) });
        return this.#maker.eid(period);
      },
    });
  }

  async put(secrets: ReadonlyMap<string, readonly MemberSecret[]>): Promise<void> {
    const changes = secretChanges(this.#slots, secrets);
    const slotsOf = () => [...changes.keys()].flatMap((subject) => this.#slots.slotsOf(subject));
    const before = slotsOf();
    await this.#slots.put(changes);
    this.#sizes = undefined;
    const after = slotsOf();
    this.#maker.enter(after, true);
    this.#recogniser.changed([...before, ...after], true);
  }

  async destroy(subject: string): Promise<void> {
    const slots = [...this.#slots.slotsOf(subject)];
    await this.#slots.destroy(subject);
    this.#sizes = undefined;
    this.#maker.enter([], true);
    this.#recogniser.changed(slots, true);
  }

  token(token: string, t: number): SecretMatch | undefined {
    return this.#recogniser.token(token, t);
  }

  ephemeral(identifier: string, t: number): SecretMatch | undefined {
    return this.#recogniser.ephemeral(identifier, t);
  }

  address(address: string, t: number): SecretMatch | undefined {
    const known = this.#recogniser.address(address);
    if (known !== 'untried') return known;
    const parts = addressParts(address);
    return parts && this.#recogniser.tried(address, t, this.#maker.resolve(parts.prand, parts.hash));
  }

  tokenKey(subject: string, device: number): Uint8Array | undefined {
    return this.#recogniser.tokenKey(subject, device);
  }

  /** What is asked for is made when it is asked for. */
  advance(): void {}

  sizes(): SecretSizes {
    this.#sizes ??= countSecrets(viewOf(this.#slots));
    return this.#sizes;
  }

  async close(): Promise<void> {
    await this.#recogniser.keepLearned(true);
  }
}

/** Notes that the table of `number` is used, and answers which ones are kept no longer. */
function outdated(kept: Set<number>, number: number): number[] {
  kept.delete(number);
  kept.add(number);
  const surplus = [...kept].slice(0, Math.max(0, kept.size - MOST_TABLES));
  for (const old of surplus) kept.delete(old);
  return surplus;
}
