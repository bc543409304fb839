import { instantMs } from '../../contract/instant.ts';

/** ms epoch of an RFC 3339 time, whose `T` may be a blank; undefined where there is no such moment. Neighbours are often the same. */
export function instantReader(): (text: string) => number | undefined {
  let lastText = '';
  let lastMs: number | undefined;
  return (text) => {
    if (text !== lastText) {
      lastText = text;
      lastMs = instantMs(text) ?? instantMs(text.replace(' ', 'T').toUpperCase());
    }
    return lastMs;
  };
}
