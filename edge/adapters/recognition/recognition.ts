import { TOKEN_WINDOW_MS, tokenWindow } from '../../../contract/app-token.ts';
import { openSlotFile, type SlotFile } from '../../../platform/slot-file.ts';
import type { SlotFileOptions } from '../../../platform/slot-head.ts';
import { type EidTable, eidPeriod } from '../../identity/recognition/eid-table.ts';
import { Recogniser, STALE_WINDOWS } from '../../identity/recognition/recogniser.ts';
import { countSecrets, type SecretSizes, secretChanges, slotCensus, viewOf } from '../../identity/recognition/secret-slots.ts';
import type { TokenTable } from '../../identity/recognition/token-table.ts';
import type { MemberSecret, Recognition, SecretMatch } from '../../ports/recognition.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { type HelperThread, type StartHelper, startHelper } from './helper-thread.ts';
import type { Answer, Question } from './messages.ts';

/** How often what is asked of the helper is looked over. */
const STEP_MS = 30_000;
/** Addresses that wait for their keys to be tried; when there are more, somebody makes them up. */
const MOST_TRYING = 1024;

export interface RecognitionOptions extends SlotFileOptions {
  readonly telemetry: Telemetry;
  /** Another helper than a thread, as for tests. */
  readonly start?: StartHelper;
}

/** Recognition over a file of secrets, with a thread beside this one that makes the tables. */
export async function openRecognition({ telemetry, start = startHelper, ...file }: RecognitionOptions): Promise<Recognition> {
  return new ThreadedRecognition(await openSlotFile(file), telemetry, start);
}

class ThreadedRecognition implements Recognition {
  readonly #slots: SlotFile;
  readonly #telemetry: Telemetry;
  readonly #start: StartHelper;
  readonly #recogniser: Recogniser;
  readonly #tokens = new Map<number, TokenTable | undefined>();
  readonly #eids = new Map<number, EidTable | undefined>();
  readonly #entering = new Map<number, () => void>();
  readonly #trying = new Set<string>();
  #sizes: SecretSizes;
  #helper: HelperThread | undefined;
  #now: number | undefined;
  #step = Number.NaN;
  #nextId = 0;
  /** Counts changes of address keys: an answer from before one is no answer. */
  #round = 0;
  /** Changes follow one another. */
  #last: Promise<void> = Promise.resolve();

  constructor(slots: SlotFile, telemetry: Telemetry, start: StartHelper) {
    this.#slots = slots;
    this.#start = start;
    this.#telemetry = telemetry;
    this.#sizes = countSecrets(viewOf(slots));
    this.#recogniser = new Recogniser(slots, {
      token: (window) => this.#tokens.get(window),
      eid: (period) => this.#eids.get(period),
    });
  }

  put(secrets: ReadonlyMap<string, readonly MemberSecret[]>): Promise<void> {
    return this.#inTurn(async () => {
      const changes = secretChanges(this.#slots, secrets);
      if (changes.size === 0) return;
      await this.#change([...changes.keys()], () => this.#slots.put(changes));
    });
  }

  destroy(subject: string): Promise<void> {
    return this.#inTurn(() => this.#change([subject], () => this.#slots.destroy(subject)));
  }

  token(token: string, t: number): SecretMatch | undefined {
    return this.#recogniser.token(token, t);
  }

  ephemeral(identifier: string, t: number): SecretMatch | undefined {
    return this.#recogniser.ephemeral(identifier, t);
  }

  address(address: string, t: number): SecretMatch | 'trying' | undefined {
    const known = this.#recogniser.address(address);
    if (known !== 'untried') return known;
    if (this.#trying.has(address)) return 'trying';
    return this.#sizes.irks > 0 && this.#trying.size < MOST_TRYING && this.#try(address, t) ? 'trying' : undefined;
  }

  tokenKey(subject: string, device: number): Uint8Array | undefined {
    return this.#recogniser.tokenKey(subject, device);
  }

  advance(now: number): void {
    this.#now = now;
    const step = Math.floor(now / STEP_MS);
    if (step === this.#step) return;
    this.#step = step;
    if (this.#hasSecrets()) this.#prepare(now);
    this.#inTurn(() => this.#recogniser.keepLearned()).catch((error: unknown) => this.#report(error));
  }

  /** Asks for the tables of now and of what comes next, and lets go of those that are over. */
  #prepare(now: number): void {
    this.#helper ??= this.#started();
    const window = tokenWindow(now);
    const offsets = [0, -1, 1, ...STALE_WINDOWS, ...(now % TOKEN_WINDOW_MS > TOKEN_WINDOW_MS / 2 ? [2] : [])];
    const windows = offsets.map((offset) => window + offset);
    const period = eidPeriod(now);
    const periods = [period, period + 1, period - 1];
    this.#retire(windows, periods);
    for (const wanted of windows.filter((one) => !this.#tokens.has(one))) {
      this.#tokens.set(wanted, undefined);
      this.#ask({ kind: 'token-table', window: wanted });
    }
    for (const wanted of periods.filter((one) => !this.#eids.has(one))) {
      this.#eids.set(wanted, undefined);
      this.#ask({ kind: 'eid-table', period: wanted });
    }
    this.#ask({ kind: 'address-keys' });
  }

  #hasSecrets(): boolean {
    const { tokenKeys, irks, eidKeys } = this.#sizes;
    return tokenKeys + irks + eidKeys > 0;
  }

  sizes(): SecretSizes {
    return this.#sizes;
  }

  async close(): Promise<void> {
    await this.#inTurn(async () => {
      await this.#recogniser.keepLearned(true);
      await this.#helper?.close();
      this.#helper = undefined;
      await this.#slots.close();
    });
  }

  /** Changes what these members have, and returns when the helper knows. */
  async #change(subjects: readonly string[], change: () => Promise<void>): Promise<void> {
    const slotsOf = () => subjects.flatMap((subject) => this.#slots.slotsOf(subject));
    const before = slotsOf();
    const had = slotCensus(viewOf(this.#slots), before);
    await change();
    const after = slotsOf();
    const have = slotCensus(viewOf(this.#slots), after);
    const { tokenKeys, irks, eidKeys } = this.#sizes;
    this.#sizes = {
      tokenKeys: tokenKeys + have.tokenKeys - had.tokenKeys,
      irks: irks + have.irks - had.irks,
      eidKeys: eidKeys + have.eidKeys - had.eidKeys,
    };
    const withAddresses = had.irks + have.irks > 0;
    if (withAddresses) this.#round += 1;
    this.#recogniser.changed([...before, ...after], withAddresses);
    // A shop without such members needs no thread.
    if (!this.#helper && this.#hasSecrets() && this.#now !== undefined) this.#prepare(this.#now);
    const id = this.#nextId;
    this.#nextId += 1;
    await new Promise<void>((resolve) => {
      this.#entering.set(id, resolve);
      if (!this.#ask({ kind: 'enter', id, slots: after, withAddresses })) resolve();
    });
    this.#entering.delete(id);
  }

  #retire(windows: readonly number[], periods: readonly number[]): void {
    const over = {
      windows: [...this.#tokens.keys()].filter((window) => !windows.includes(window)),
      periods: [...this.#eids.keys()].filter((period) => !periods.includes(period)),
    };
    for (const window of over.windows) this.#tokens.delete(window);
    for (const period of over.periods) this.#eids.delete(period);
    if (over.windows.length + over.periods.length > 0) this.#ask({ kind: 'retire', ...over });
  }

  #try(address: string, t: number): boolean {
    const isAsked = this.#ask({ kind: 'resolve', address, t, round: this.#round });
    if (isAsked) this.#trying.add(address);
    return isAsked;
  }

  #hear(answer: Answer): void {
    switch (answer.kind) {
      case 'token-table':
        // Unless it was retired meanwhile.
        if (this.#tokens.has(answer.window)) this.#tokens.set(answer.window, new Int32Array(answer.table));
        return;
      case 'eid-table':
        if (this.#eids.has(answer.period)) this.#eids.set(answer.period, new Int32Array(answer.table));
        return;
      case 'entered':
        this.#entering.get(answer.id)?.();
        return;
      case 'resolved': {
        const { address, t, round, matches } = answer;
        this.#trying.delete(address);
        if (matches.length > 0 || round === this.#round) this.#recogniser.tried(address, t, matches);
        else this.#try(address, t);
      }
    }
  }

  #ask(question: Question): boolean {
    this.#helper?.ask({ question, slotCount: this.#slots.slotCount() });
    return this.#helper !== undefined;
  }

  #started(): HelperThread {
    return this.#start(
      { image: this.#slots.image },
      { onAnswer: (answer) => this.#hear(answer), onDead: (error) => this.#afterDeath(error) },
    );
  }

  /** Everything was asked of a thread that is gone: what is on disk is, tables are asked for anew at the next step, addresses at the next advert. */
  #afterDeath(error: unknown): void {
    this.#report(error);
    this.#helper = undefined;
    this.#step = Number.NaN;
    this.#tokens.clear();
    this.#eids.clear();
    this.#trying.clear();
    for (const resolve of this.#entering.values()) resolve();
  }

  #report(error: unknown): void {
    this.#telemetry.error('INTERNAL', { reference: 'recognition' }, error);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
