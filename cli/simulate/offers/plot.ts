import type { Contender } from './contenders.ts';
import { CONTENDER_WORDS } from './print.ts';
import type { Standing } from './summary.ts';

const WIDTH = 720;
const HEIGHT = 420;
const MARGIN = { left: 64, right: 130, top: 44, bottom: 44 };
/** Told apart by those who see no red or green, too (Okabe and Ito). */
const COLOURS: Readonly<Record<Contender, string>> = {
  rules: '#999999',
  'count-rule': '#e69f00',
  frozen: '#0072b2',
  learning: '#009e73',
};

export interface Plot {
  readonly title: string;
  /** The day on which the world becomes another one. */
  readonly driftDay?: number;
  /** Of fewer months than some the intervals are so wide that they hide the lines. */
  readonly bands: boolean;
}

/** Cumulative regret over the days as an SVG: mean over seeds, and the 95 % interval around it. */
export function regretPlot(standings: readonly Standing[], { title, driftDay, bands }: Plot): string {
  const days = standings[0]?.curve.length ?? 0;
  const most = niceAbove(Math.max(1, ...standings.flatMap(({ curve }) => curve.map(([, mean, high]) => (bands ? high : mean)))));
  const x = (day: number): number => MARGIN.left + (day / Math.max(1, days)) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (value: number): number => HEIGHT - MARGIN.bottom - (Math.max(0, value) / most) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const at = (day: number, value: number): string => `${x(day).toFixed(1)},${y(value).toFixed(1)}`;
  const parts = [
    `<text x="${MARGIN.left}" y="24" font-size="15" font-weight="600">${title}</text>`,
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      `<line x1="${x(0)}" x2="${x(days)}" y1="${y(share * most)}" y2="${y(share * most)}" stroke="#e5e5e5"/>`,
      `<text x="${MARGIN.left - 8}" y="${y(share * most) + 4}" text-anchor="end">${Math.round(share * most)}</text>`,
    ]),
    ...[0, 0.5, 1].map(
      (share) => `<text x="${x(share * days)}" y="${HEIGHT - 18}" text-anchor="middle">day ${Math.round(share * days)}</text>`,
    ),
    ...(driftDay === undefined
      ? []
      : [
          `<line x1="${x(driftDay)}" x2="${x(driftDay)}" y1="${MARGIN.top}" y2="${HEIGHT - MARGIN.bottom}" stroke="#555" stroke-dasharray="4 4"/>`,
          `<text x="${x(driftDay) + 6}" y="${MARGIN.top + 12}">drift</text>`,
        ]),
    ...standings.flatMap(({ contender, curve }) => bandAndLine(curve, COLOURS[contender], at).slice(bands ? 0 : 1)),
    ...labels(standings, x(days) + 8, y),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#333">
<title>${title}</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}

function bandAndLine(curve: Standing['curve'], colour: string, at: (day: number, value: number) => string): string[] {
  const points = [[0, 0, 0] as const, ...curve];
  const upper = points.map(([, , high], day) => at(day, high));
  const lower = points.map(([low], day) => at(day, low)).reverse();
  return [
    `<polygon points="${[...upper, ...lower].join(' ')}" fill="${colour}" opacity="0.15"/>`,
    `<polyline points="${points.map(([, mean], day) => at(day, mean)).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
  ];
}

const LINE_HEIGHT = 15;

/** Beside the ends of their lines, and never one upon the other. */
function labels(standings: readonly Standing[], x: number, y: (value: number) => number): string[] {
  const ends = standings.map(({ contender, curve }) => ({ contender, y: y(curve.at(-1)?.[1] ?? 0) + 4 })).sort((a, b) => a.y - b.y);
  let last = Number.NEGATIVE_INFINITY;
  return ends.map(({ contender, y: wanted }) => {
    last = Math.max(wanted, last + LINE_HEIGHT);
    return `<text x="${x}" y="${last.toFixed(1)}" fill="${COLOURS[contender]}">${CONTENDER_WORDS[contender]}</text>`;
  });
}

function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 4, 5, 8, 10].find((step) => step * power >= value) ?? 10);
}
