import type { MemberSecret } from '../../ports/recognition.ts';
import { contentOf, EID_KEY, IRK, isSameSecret, kindAt, SLOT_BYTES, type Slots, slotCount, TOKEN_KEY } from './secret-slot.ts';

/** Where secrets are kept, each in a slot of its own; slots keep their numbers. */
export interface SecretSlots {
  /** In clear: slot n at n * 48; zeros where it is free. It may grow. */
  readonly image: ArrayBufferLike;
  /** All numbers are below. */
  slotCount(): number;
  slotsOf(subject: string): readonly number[];
  contentOf(slot: number): Uint8Array;
  /** These subjects have exactly these contents from now on; what stays equal stays in its slot. Resolves when they are on disk. */
  put(contents: ReadonlyMap<string, readonly Uint8Array[]>): Promise<void>;
  /** Other content for one slot, if it still belongs to the subject. */
  amend(subject: string, slot: number, content: Uint8Array): Promise<void>;
  destroy(subject: string): Promise<void>;
  close(): Promise<void>;
}

/** The slots as they are now; a view that was taken before the slots grew sees only those of then. */
export function viewOf(slots: Pick<SecretSlots, 'image' | 'slotCount'>): Slots {
  return new DataView(slots.image, 0, slots.slotCount() * SLOT_BYTES);
}

/** What must be stored so that these members have these secrets; a secret that stays keeps what was learned of it. Members of whom nothing changes are left out. */
export function secretChanges(
  slots: SecretSlots,
  secrets: ReadonlyMap<string, readonly MemberSecret[]>,
): ReadonlyMap<string, readonly Uint8Array[]> {
  const changes = new Map<string, readonly Uint8Array[]>();
  for (const [subject, list] of secrets) {
    const had = slots.slotsOf(subject).map((slot) => slots.contentOf(slot));
    const contents: Uint8Array[] = [];
    for (const secret of list) {
      const content = contentOf(secret);
      if (!content || contents.some((other) => isSameSecret(other, content))) continue;
      contents.push(had.find((old) => isSameSecret(old, content)) ?? content);
    }
    const isUnchanged = contents.length === had.length && contents.every((content) => had.includes(content));
    if (!isUnchanged) changes.set(subject, contents);
  }
  return changes;
}

export interface SecretSizes {
  readonly tokenKeys: number;
  readonly irks: number;
  readonly eidKeys: number;
}

export function countSecrets(view: Slots): SecretSizes {
  const counts = new Uint32Array(16);
  for (let slot = 0, count = slotCount(view); slot < count; slot += 1) addKind(counts, view, slot);
  return sizesOf(counts);
}

/** The same of some slots. */
export function slotCensus(view: Slots, slots: Iterable<number>): SecretSizes {
  const counts = new Uint32Array(16);
  for (const slot of slots) addKind(counts, view, slot);
  return sizesOf(counts);
}

function addKind(counts: Uint32Array, view: Slots, slot: number): void {
  const kind = kindAt(view, slot);
  counts[kind] = (counts[kind] ?? 0) + 1;
}

function sizesOf(counts: Uint32Array): SecretSizes {
  return { tokenKeys: counts[TOKEN_KEY] ?? 0, irks: counts[IRK] ?? 0, eidKeys: counts[EID_KEY] ?? 0 };
}
