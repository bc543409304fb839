import { createHmac } from 'node:crypto';
import type { StateChange } from '../ports/journal.ts';
import type { Random } from '../ports/random.ts';

const PREFIX = 'told/';
export const TOLD_PREFIX = PREFIX;
const SALT = `${PREFIX}salt`;
const SALT_BYTES = 16;
const ID_HEX = 32;
const CONTENT_HEX = 16;

/** A till that was cut off for a week still sends what it kept; after that its event would count again. */
const KEPT_FOR_MS = 7 * 86_400_000;
/** Per kind, so that a door counter gone mad cannot make the shop forget its receipts. */
const MOST_PER_KIND = 50_000;
/** Of what is too old or too much, at most so many go with one event: a transaction stays small. */
const MOST_FORGOTTEN_AT_ONCE = 100;

interface Entry {
  /** ms epoch at which it was kept. */
  readonly t: number;
  readonly content: string;
}

/** What identifies an event: the same device telling the same id tells the same event. */
export interface EventName {
  readonly kind: string;
  readonly device: string;
  readonly eventId: string;
}

export type Standing = 'new' | 'known' | 'reused';

/**
 * What shop equipment has told already. Its changes are written in one transaction with the facts, so that an event told again counts
 * once whatever was restarted in between. Kept as salted hashes: a sender's id may hold anything, a card number too.
 */
export interface Told {
  /** 32 hex: the same for the same event at any time, and after the restore of a backup too. */
  idOf(name: EventName): string;
  /** `reused`: the device gave the id of an earlier event to another one. */
  standingOf(name: EventName, content: string): Standing;
  note(name: EventName, content: string, now: number): Note;
}

export interface Note {
  readonly changes: readonly StateChange[];
  /** To be called once the changes are on disk: what was not written must not be known. */
  written(): void;
}

export interface ToldParts {
  readonly saved: readonly { readonly key: string; readonly value: object }[];
  readonly random: Pick<Random, 'bytes'>;
  readonly mostPerKind?: number;
  readonly keptForMs?: number;
}

export function createTold({ saved, random, mostPerKind = MOST_PER_KIND, keptForMs = KEPT_FOR_MS }: ToldParts): Told {
  let salt = (saved.find(({ key }) => key === SALT)?.value as { hex: string } | undefined)?.hex;
  let saltIsSaved = salt !== undefined;
  const kinds = new Map<string, Map<string, Entry>>();
  for (const { key, value } of saved.filter(({ key }) => key !== SALT).sort(byTime)) {
    const [, kind = '', id = ''] = key.split('/');
    ofKind(kind).set(id, value as Entry);
  }

  function ofKind(kind: string): Map<string, Entry> {
    const known = kinds.get(kind) ?? new Map<string, Entry>();
    kinds.set(kind, known);
    return known;
  }

  function hash(parts: readonly string[], digits: number): string {
    salt ??= Buffer.from(random.bytes(SALT_BYTES)).toString('hex');
    return createHmac('sha256', salt).update(JSON.stringify(parts)).digest('hex').slice(0, digits);
  }

  const idOf = ({ kind, device, eventId }: EventName): string => hash([kind, device, eventId], ID_HEX);
  const contentOf = (content: string): string => hash([content], CONTENT_HEX);

  /** Oldest first, what is too old or too much once one more of `next` is known. */
  function excess(next: string, now: number): readonly { readonly kind: string; readonly id: string }[] {
    const gone: { kind: string; id: string }[] = [];
    for (const [kind, known] of kinds) {
      let tooMany = known.size + (kind === next ? 1 : 0) - mostPerKind;
      for (const [id, { t }] of known) {
        if ((tooMany <= 0 && now - t <= keptForMs) || gone.length >= MOST_FORGOTTEN_AT_ONCE) break;
        tooMany -= 1;
        gone.push({ kind, id });
      }
    }
    return gone;
  }

  return {
    idOf,
    standingOf(name, content) {
      const entry = kinds.get(name.kind)?.get(idOf(name));
      if (!entry) return 'new';
      return entry.content === contentOf(content) ? 'known' : 'reused';
    },
    note(name, content, now) {
      const entry: Entry = { t: now, content: contentOf(content) };
      const id = idOf(name);
      const gone = excess(name.kind, now);
      return {
        changes: [
          ...(saltIsSaved ? [] : [{ key: SALT, value: { hex: salt } }]),
          { key: keyOf(name.kind, id), value: entry },
          ...gone.map((one) => ({ key: keyOf(one.kind, one.id), value: undefined })),
        ],
        written() {
          saltIsSaved = true;
          ofKind(name.kind).set(id, entry);
          for (const one of gone) kinds.get(one.kind)?.delete(one.id);
        },
      };
    },
  };
}

const keyOf = (kind: string, id: string): string => `${PREFIX}${kind}/${id}`;

function byTime(a: { readonly key: string; readonly value: object }, b: { readonly key: string; readonly value: object }): number {
  return (a.value as Entry).t - (b.value as Entry).t || (a.key < b.key ? -1 : 1);
}
