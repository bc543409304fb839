/** Plots as inline SVG: a report is one file that needs nothing else, and is the same bytes for the same figures. */

export interface IntervalRow {
  readonly label: string;
  /** Null where it cannot be told. */
  readonly measured: number | null;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

export interface Line {
  readonly label: string;
  readonly points: readonly (readonly [number, number])[];
}

const WIDTH = 460;
const LABEL_WIDTH = 120;
const ROW_HEIGHT = 30;
const VALUE_WIDTH = 60;
const SIDE = 340;
const MARGIN = 46;
const MOST_POINTS = 300;

/** A row per contender: a bar from 0 to the figure, and a line over its interval. */
export function intervalChart(title: string, rows: readonly IntervalRow[], digits = 3): string {
  const most = Math.max(1e-12, ...rows.map(({ measured, high }) => high ?? measured ?? 0));
  const x = (value: number): number => LABEL_WIDTH + (value / most) * (WIDTH - LABEL_WIDTH - VALUE_WIDTH);
  const height = rows.length * ROW_HEIGHT + 30;
  const drawn = rows.map(({ label, measured, low, high }, index) => {
    const y = 26 + index * ROW_HEIGHT;
    const middle = y + ROW_HEIGHT / 2 - 3;
    const name = text(LABEL_WIDTH - 8, middle + 4, label, 'end');
    if (measured === null) return name + text(LABEL_WIDTH, middle + 4, '-');
    const bar = `<rect class="c${index}" x="${LABEL_WIDTH}" y="${y}" width="${fixed(x(measured) - LABEL_WIDTH)}" height="${ROW_HEIGHT - 8}"/>`;
    const line =
      low === undefined || high === undefined
        ? ''
        : `<path class="whisker" d="M${fixed(x(low))} ${middle}H${fixed(x(high))}M${fixed(x(low))} ${middle - 5}v10M${fixed(x(high))} ${middle - 5}v10"/>`;
    return name + bar + line + text(WIDTH, middle + 4, measured.toFixed(digits), 'end');
  });
  return figure(title, WIDTH, height, drawn.join(''));
}

/** Curves from 0 to 1 on both sides, with the diagonal. */
export function squareChart(title: string, xName: string, yName: string, lines: readonly Line[]): string {
  const inside = SIDE - MARGIN - 10;
  const place = ([px, py]: readonly [number, number]): string => `${fixed(MARGIN + px * inside)} ${fixed(10 + (1 - py) * inside)}`;
  const paths = lines.map(({ points }, index) => `<path class="line l${index}" d="M${thinned(points).map(place).join('L')}"/>`);
  const legend = lines.map(({ label }, index) => {
    const y = SIDE - MARGIN - 14 * (lines.length - index);
    return `<path class="line l${index}" d="M${SIDE - 150} ${y - 4}h18"/>${text(SIDE - 126, y, label)}`;
  });
  const frame = axes(inside, xName, yName, ['0', '1'], ['0', '1']);
  return figure(
    title,
    SIDE,
    SIDE,
    `${frame}<path class="diagonal" d="M${place([0, 0])}L${place([1, 1])}"/>${paths.join('')}${legend.join('')}`,
  );
}

/** Forecast against what came of it, both by powers of ten: most forecasts are small, and a share that is 0 lies on the lower edge. */
export function calibrationChart(title: string, points: readonly (readonly [number, number])[]): string {
  const inside = SIDE - MARGIN - 10;
  const positive = points.flat().filter((value) => value > 0);
  const low = Math.floor(Math.log10(Math.min(0.1, ...positive)));
  const high = Math.ceil(Math.log10(Math.max(10 ** (low + 1), ...positive)));
  const share = (value: number): number => (value <= 0 ? 0 : (Math.log10(value) - low) / (high - low));
  const place = (px: number, py: number): string => `${fixed(MARGIN + px * inside)} ${fixed(10 + (1 - py) * inside)}`;
  const dots = points.map(([forecast, redeemed]) => {
    const [cx, cy] = place(share(forecast), share(redeemed)).split(' ');
    return `<circle class="c0" cx="${cx}" cy="${cy}" r="4"/>`;
  });
  const ends = [percent(10 ** low), percent(10 ** high)] as const;
  const frame = axes(inside, 'forecast', 'redeemed', ends, ends);
  return figure(title, SIDE, SIDE, `${frame}<path class="diagonal" d="M${place(0, 0)}L${place(1, 1)}"/>${dots.join('')}`);
}

export function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function axes(inside: number, xName: string, yName: string, xEnds: readonly [string, string], yEnds: readonly [string, string]): string {
  const bottom = 10 + inside;
  return [
    `<path class="axis" d="M${MARGIN} 10V${bottom}H${MARGIN + inside}"/>`,
    text(MARGIN, bottom + 16, xEnds[0], 'middle'),
    text(MARGIN + inside, bottom + 16, xEnds[1], 'end'),
    text(MARGIN + inside / 2, bottom + 30, xName, 'middle'),
    text(MARGIN - 6, bottom, yEnds[0], 'end'),
    text(MARGIN - 6, 20, yEnds[1], 'end'),
    `<text transform="rotate(-90)" x="${-(10 + inside / 2)}" y="14" text-anchor="middle">${escaped(yName)}</text>`,
  ].join('');
}

function figure(title: string, width: number, height: number, drawn: string): string {
  return `<figure><figcaption>${escaped(title)}</figcaption><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">${drawn}</svg></figure>`;
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end' = 'start'): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

function thinned(points: Line['points']): Line['points'] {
  const every = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, index) => index % every === 0 || index === points.length - 1);
}

function fixed(value: number): string {
  return value.toFixed(1);
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
