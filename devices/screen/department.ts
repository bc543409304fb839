/** Hues that stay apart from each other and keep white text readable at the lightness the page gives them (degrees of OKLCH). */
const HUES = [165, 45, 265, 15, 215, 95, 325, 190] as const;

/** Each department keeps its colour, whatever the order of the site file. FNV-1a, 32 bits. */
export function departmentHue(zone: string): number {
  let hash = 0x811c9dc5;
  for (const letter of zone) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return HUES[hash % HUES.length] ?? HUES[0];
}

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
