import { readFile } from 'node:fs/promises';
import Type from 'typebox';
import { checker } from '../../../contract/check.ts';
import { writeFileDurably } from '../../../platform/durable-file.ts';

const MOST_REMEMBERED = 10_000;
/** Records of one millisecond: they come again when the stream is resumed from it. */
const MOST_SAVED = 1000;

const Saved = Type.Object({ timestamp: Type.Integer({ minimum: 0 }), uids: Type.Array(Type.String(), { maxItems: MOST_SAVED }) });
const check = checker(Saved);

/** How far the stream was followed, kept in a file so that a restart goes on from there. */
export class StreamProgress {
  readonly #path: string;
  /** By record, the time that it says; the oldest are forgotten. */
  readonly #seen = new Map<string, number>();
  #timestamp: number | undefined;
  #isSaved = true;

  constructor(path: string) {
    this.#path = path;
  }

  /** ms epoch of the last record. */
  get timestamp(): number | undefined {
    return this.#timestamp;
  }

  /** A file that is missing or damaged means a start from now: what was heard before is at most a few minutes of radio. */
  async load(): Promise<void> {
    const read = check(await readJson(this.#path));
    if (!read.ok) return;
    this.#timestamp = read.value.timestamp;
    for (const uid of read.value.uids) this.#seen.set(uid, read.value.timestamp);
  }

  /** Notes a record; false where it was told before. */
  note(uid: string, timestamp: number | undefined): boolean {
    if (uid !== '' && this.#seen.has(uid)) return false;
    if (uid !== '') this.#seen.set(uid, timestamp ?? 0);
    if (this.#seen.size > MOST_REMEMBERED) this.#seen.delete(this.#seen.keys().next().value ?? '');
    if (timestamp !== undefined && timestamp >= (this.#timestamp ?? 0)) {
      this.#timestamp = timestamp;
      this.#isSaved = false;
    }
    return true;
  }

  async save(): Promise<void> {
    if (this.#isSaved || this.#timestamp === undefined) return;
    this.#isSaved = true;
    const timestamp = this.#timestamp;
    const uids = [...this.#seen].filter(([, of]) => of === timestamp).map(([uid]) => uid);
    try {
      await writeFileDurably(this.#path, JSON.stringify({ timestamp, uids: uids.slice(-MOST_SAVED) }));
    } catch (error) {
      this.#isSaved = false;
      throw error;
    }
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}
