import type { CompactReader } from './compact-reader.ts';
import type { CompactWriter } from './compact-writer.ts';
import { instantMs, instantText } from './instant.ts';

const SECONDS = 0;
const MILLISECONDS = 1;
const TEXT = 2;
/** One of those before: consents are often given together. */
const AGAIN = 3;

const wholeSeconds = (t: number): string => `${instantText(t).slice(0, 19)}Z`;

/** Writes the instants of one record. The very text comes back, whatever offset and however many decimals it was given with. */
export function instantWriter(writer: CompactWriter): (instant: string) => void {
  const written: string[] = [];
  return (instant) => {
    const before = written.indexOf(instant);
    if (before >= 0) return writer.count(before * 4 + AGAIN);
    written.push(instant);
    const t = instantMs(instant) ?? -1;
    if (t >= 0 && wholeSeconds(t) === instant) return writer.count((t / 1000) * 4 + SECONDS);
    if (t >= 0 && instantText(t) === instant) return writer.count(t * 4 + MILLISECONDS);
    writer.count(TEXT);
    writer.text(instant);
  };
}

export function instantReader(reader: CompactReader): () => string {
  const known: string[] = [];
  const next = (): string => {
    const header = reader.count();
    const value = Math.floor(header / 4);
    switch (header % 4) {
      case SECONDS:
        return wholeSeconds(value * 1000);
      case MILLISECONDS:
        return instantText(value);
      case TEXT:
        return reader.text();
      default:
        return known[value] ?? outside();
    }
  };
  return () => {
    const instant = next();
    if (!known.includes(instant)) known.push(instant);
    return instant;
  };
}

function outside(): never {
  throw new RangeError('no such instant before');
}
