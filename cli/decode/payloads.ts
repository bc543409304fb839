import type { NumberedLine } from '../files.ts';

/** One payload of the input and the line on which it begins. */
export interface NumberedPayload {
  readonly number: number;
  readonly payload: Uint8Array;
}

/** Bytes as people copy them: with or without 0x, with or without spaces, colons, dashes or commas between them. */
const BYTE = /(?:0x)?[0-9a-f]{2}[\s:,-]*/giu;
const BEGINS_WITH_BYTE = /^(?:0x)?[0-9a-f]{2}/iu;
const CLOSERS: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/**
 * One payload per line. A JSON document that somebody has laid out over many lines counts as one: it begins with a brace or bracket alone on
 * its line, its inner lines are indented, and it ends where the first is closed. Anything else is not such a document, but lines.
 */
export async function* payloadsOf(lines: AsyncIterable<NumberedLine>): AsyncGenerator<NumberedPayload> {
  let document: NumberedLine[] = [];
  for await (const line of lines) {
    const text = line.text.trimEnd();
    const [first] = document;
    if (first && text === CLOSERS[first.text.trimEnd()]) {
      yield { number: first.number, payload: Buffer.from([...document, line].map((one) => one.text).join('\n')) };
      document = [];
    } else if (first && /^\s/u.test(text)) {
      document.push(line);
    } else {
      yield* document.map(payloadOf);
      document = text in CLOSERS ? [line] : [];
      if (document.length === 0) yield payloadOf(line);
    }
  }
  yield* document.map(payloadOf);
}

function payloadOf({ number, text }: NumberedLine): NumberedPayload {
  const trimmed = text.trim();
  const payload = isHex(trimmed) ? Buffer.from(trimmed.replace(/0x|[\s:,-]/giu, ''), 'hex') : Buffer.from(trimmed);
  return { number, payload };
}

/** Byte by byte: one expression for the whole of it would need more stack than there is for a line of some megabytes. */
function isHex(text: string): boolean {
  return BEGINS_WITH_BYTE.test(text) && text.replace(BYTE, '') === '';
}
