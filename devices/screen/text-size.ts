/** How large a text may be set: words that people read from 4 m, as large as their number allows. */
export type Size = 'short' | 'medium' | 'long' | 'longest';

export function titleSize(text: string): Size {
  if (text.length <= 22) return 'short';
  if (text.length <= 44) return 'medium';
  return text.length <= 76 ? 'long' : 'longest';
}

export function badgeSize(text: string): Size {
  if (text.length <= 5) return 'short';
  if (text.length <= 9) return 'medium';
  return text.length <= 15 ? 'long' : 'longest';
}

/** Keeps a number and its sign on one line: `−20 %`, `150 €`. */
export function unbroken(text: string): string {
  return text.replace(/(\d) (?=[%€$£¥])/gu, '$1\u00a0');
}

/** A name of the catalogue, such as `garden-tools`, as people say it. */
export function wordsOf(name: string): string {
  return name.replace(/[-_]+/gu, ' ').trim();
}
