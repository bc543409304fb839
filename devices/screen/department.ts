/** Ground and accent, degrees of OKLCH: apart from each other, and white text stays readable at the lightness the page gives them. */
export interface Hues {
  readonly ground: number;
  readonly accent: number;
}

const GREEN: Hues = { ground: 165, accent: 110 };
const HUES: readonly Hues[] = [
  GREEN,
  { ground: 42, accent: 82 },
  { ground: 268, accent: 190 },
  { ground: 15, accent: 62 },
  { ground: 230, accent: 145 },
  { ground: 128, accent: 100 },
  { ground: 325, accent: 35 },
  { ground: 195, accent: 78 },
];

/** Each department keeps its colours, whatever the order of the site file. FNV-1a, 32 bits. */
export function departmentHues(zone: string): Hues {
  let hash = 0x811c9dc5;
  for (const letter of zone) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return HUES[hash % HUES.length] ?? GREEN;
}
