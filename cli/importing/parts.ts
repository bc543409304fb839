/** Pieces of a text, as a stream reads it. */
export type Texts = AsyncIterable<string> | Iterable<string>;

/** Characters in a part: in bytes at most three times as many, below `IMPORT_PART_BYTES`. */
const PART_CHARACTERS = 250_000;

/** CSV in parts of whole rows, each below the header line. A row runs over several lines where it is quoted. */
export async function* csvParts(texts: Texts, characters = PART_CHARACTERS): AsyncGenerator<string> {
  let header = '';
  let isFirst = true;
  let waiting = '';
  for await (const text of texts) {
    waiting += text;
    if (waiting.length < characters) continue;
    const { first, last } = rowEnds(waiting);
    // A row that is larger than a part, or a quote that never ends: it waits for the rest.
    if (last === 0) continue;
    yield header + waiting.slice(0, last);
    if (isFirst) header = waiting.slice(0, first);
    isFirst = false;
    waiting = waiting.slice(last);
  }
  if (waiting !== '' || isFirst) yield header + waiting;
}

/** Where the first and the last row end that are there as a whole: after a line end outside of quotes. */
function rowEnds(text: string): { first: number; last: number } {
  let first = 0;
  let last = 0;
  let isQuoted = false;
  for (let from = 0; from <= text.length; ) {
    const quote = text.indexOf('"', from);
    const to = quote < 0 ? text.length : quote;
    if (!isQuoted) {
      const begin = first === 0 ? text.indexOf('\n', from) : -1;
      if (begin >= 0 && begin < to) first = begin + 1;
      const end = text.lastIndexOf('\n', to - 1);
      if (end >= from) last = end + 1;
    }
    isQuoted = !isQuoted;
    from = to + 1;
  }
  return { first, last };
}

const OUTSIDE = /["{}[\],]/gu;
const INSIDE = /["\\]/gu;

/** A JSON list in parts that are lists. What is no list goes on as it is: headquarters says what is wrong with it. */
export async function* jsonParts(texts: Texts, characters = PART_CHARACTERS): AsyncGenerator<string> {
  const scan = new ListScan();
  let waiting = '';
  let isFirst = true;
  for await (const text of texts) {
    waiting += text;
    const end = scan.next(waiting);
    if (end === 0 || waiting.length < characters) continue;
    yield `${isFirst ? '' : '['}${waiting.slice(0, end)}]`;
    isFirst = false;
    // Without the comma.
    waiting = waiting.slice(end + 1);
    scan.forget(end + 1);
  }
  yield `${isFirst ? '' : '['}${waiting}`;
}

/** Reads on where it stopped, and knows where the last row of the list ended. */
class ListScan {
  #at = 0;
  #depth = 0;
  #isText = false;
  #rowEnd = 0;

  /** The position of the last comma between two rows, 0 where there is none yet. */
  next(text: string): number {
    while (this.#at < text.length) {
      const pattern = this.#isText ? INSIDE : OUTSIDE;
      pattern.lastIndex = this.#at;
      const found = pattern.exec(text);
      this.#at = found ? found.index + 1 : text.length;
      if (found) this.#meet(found[0], found.index);
    }
    return this.#rowEnd;
  }

  forget(count: number): void {
    this.#at -= count;
    this.#rowEnd = 0;
  }

  #meet(character: string, at: number): void {
    if (character === '\\') this.#at += 1;
    else if (character === '"') this.#isText = !this.#isText;
    else if (character === '{' || character === '[') this.#depth += 1;
    else if (character === '}' || character === ']') this.#depth -= 1;
    else if (this.#depth === 1) this.#rowEnd = at;
  }
}
