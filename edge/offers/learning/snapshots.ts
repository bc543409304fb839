import type { StateChange } from '../../ports/journal.ts';
import { firstHead, type Head, type HeadPrior } from './head.ts';

export const LEARNING_PREFIX = 'learning/';
const STATE = `${LEARNING_PREFIX}state`;
const HEAD = `${LEARNING_PREFIX}head/`;
const SHADOW = `${LEARNING_PREFIX}shadow`;
/** One to serve and four to go back to. */
const MOST_SNAPSHOTS = 5;

/** A head under the name that decisions tell it by. */
export interface Snapshot {
  readonly name: string;
  readonly head: Head;
}

interface State {
  /** Which model they stand on. */
  readonly model: string;
  /** Oldest first; the last one is served. */
  readonly names: readonly string[];
  readonly servedSince: number;
  readonly next: number;
}

/** The heads that were served, the one that is on trial, and the way back. In the state of the journal, so that a restart changes nothing. */
export interface Snapshots {
  /** Undefined before the first promotion, and after the way back from it: the model alone. */
  served(): Snapshot | undefined;
  servedSince(): number;
  shadow(): Snapshot | undefined;
  names(): readonly string[];
  /** One that was served, as long as it is kept. */
  of(name: string): Head | undefined;
  /** Begins anew on another model; nothing where it is the same. */
  standOn(model: string, now: number): readonly StateChange[];
  tryOut(head: Head): readonly StateChange[];
  /** What is on trial is served from now on. */
  promote(now: number): readonly StateChange[];
  /** To the one before; undefined where there is none. */
  rollBack(now: number): readonly StateChange[] | undefined;
}

export function createSnapshots(saved: readonly { readonly key: string; readonly value: object }[]): Snapshots {
  const byKey = new Map(saved.map(({ key, value }) => [key, value]));
  let state = (byKey.get(STATE) as State | undefined) ?? { model: '', names: [], servedSince: 0, next: 1 };
  const heads = new Map(
    state.names.flatMap((name) => {
      const kept = byKey.get(HEAD + name);
      return kept ? [[name, read(kept as Written)] as const] : [];
    }),
  );
  const tried = byKey.get(SHADOW) as Written | undefined;
  let shadow: Snapshot | undefined = tried && { name: tried.name, head: read(tried) };

  function become(changed: Partial<State>): StateChange {
    state = { ...state, ...changed };
    return { key: STATE, value: state };
  }

  function drop(names: readonly string[]): StateChange[] {
    for (const name of names) heads.delete(name);
    return names.map((name) => ({ key: HEAD + name, value: undefined }));
  }

  return {
    served() {
      const name = state.names.at(-1);
      const head = name === undefined ? undefined : heads.get(name);
      return name !== undefined && head ? { name, head } : undefined;
    },
    servedSince: () => state.servedSince,
    shadow: () => shadow,
    names: () => state.names,
    of: (name) => heads.get(name),
    standOn(model, now) {
      if (state.model === model) return [];
      shadow = undefined;
      const gone = drop(state.names);
      return [...gone, { key: SHADOW, value: undefined }, become({ model, names: [], servedSince: now })];
    },
    tryOut(head) {
      shadow = { name: `head-${state.next}`, head };
      return [{ key: SHADOW, value: written(shadow) }, become({ next: state.next + 1 })];
    },
    promote(now) {
      if (!shadow) return [];
      const { name } = shadow;
      heads.set(name, shadow.head);
      const names = [...state.names, name];
      const gone = drop(names.splice(0, names.length - MOST_SNAPSHOTS));
      return [{ key: HEAD + name, value: written(shadow) }, ...gone, become({ names, servedSince: now })];
    },
    rollBack(now) {
      const last = state.names.at(-1);
      if (last === undefined) return undefined;
      return [...drop([last]), become({ names: state.names.slice(0, -1), servedSince: now })];
    },
  };
}

/** What is served: a snapshot, or the model alone. */
export function headOf(snapshot: Snapshot | undefined, prior: HeadPrior): Head {
  return snapshot?.head ?? firstHead(prior);
}

interface Written {
  readonly name: string;
  readonly weights: string;
  readonly factor: string;
  readonly evidence: number;
}

function written({ name, head: { weights, factor, evidence } }: Snapshot): Written {
  return { name, weights: textOf(weights), factor: textOf(factor), evidence };
}

function read({ weights, factor, evidence }: Written): Head {
  return { weights: numbersOf(weights), factor: numbersOf(factor), evidence };
}

/** Base64, little-endian: to the last bit what it was, so that a decision can be made again. */
function textOf(numbers: Float64Array): string {
  const bytes = Buffer.alloc(numbers.length * Float64Array.BYTES_PER_ELEMENT);
  numbers.forEach((value, index) => {
    bytes.writeDoubleLE(value, index * Float64Array.BYTES_PER_ELEMENT);
  });
  return bytes.toString('base64');
}

function numbersOf(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64');
  const count = Math.floor(bytes.length / Float64Array.BYTES_PER_ELEMENT);
  return Float64Array.from({ length: count }, (_, index) => bytes.readDoubleLE(index * Float64Array.BYTES_PER_ELEMENT));
}
