/** The design tokens that a canvas cannot read by itself. */
export interface Palette {
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly surface: string;
  readonly first: string;
  readonly second: string;
  readonly third: string;
  readonly font: string;
}

export function palette(): Palette {
  const tokens = getComputedStyle(document.documentElement);
  const token = (name: string): string => tokens.getPropertyValue(name).trim();
  return {
    text: token('--text'),
    quiet: token('--text-quiet'),
    line: token('--line'),
    surface: token('--surface'),
    first: token('--series-1'),
    second: token('--series-2'),
    third: token('--series-3'),
    font: token('--font-text'),
  };
}
