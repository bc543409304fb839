import type { Measures } from '../network/card.ts';
import { calibrationChart, escaped, type IntervalRow, intervalChart, squareChart } from './charts.ts';
import { CONTENDERS, type Compared } from './compare.ts';
import type { Evaluation } from './evaluation.ts';
import { foldLine, intervalText, pairedLine } from './lines.ts';
import { CONTENDER_WORDS, MEASURE_WORDS } from './words.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --rule: #c8ced8; --c0: #0b6e75; --c1: #b5561c; --c2: #6b5fb3; --c3: #7a8494 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf2; --paper: #161b22; --rule: #3a4350; --c0: #4fc3cb; --c1: #e8945a; --c2: #a79df0; --c3: #98a2b3 } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1000px; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; font-variant-numeric: tabular-nums } td, th { border-bottom: 1px solid var(--rule); padding: .3rem .8rem .3rem 0; text-align: left }
.plots { display: flex; flex-wrap: wrap; gap: 1.5rem } figure { margin: 0 } figcaption { font-weight: 600 } svg { max-width: 100%; height: auto }
svg text { font-size: 12px; fill: var(--ink) } .axis, .whisker { stroke: var(--ink); fill: none } .whisker { stroke-width: 1.5 } .diagonal { stroke: var(--rule); stroke-dasharray: 4 4 }
.line { fill: none; stroke-width: 2 } .c0 { fill: var(--c0) } .c1 { fill: var(--c1) } .c2 { fill: var(--c2) } .c3 { fill: var(--c3) } .l0 { stroke: var(--c0) } .l1 { stroke: var(--c1) } .l2 { stroke: var(--c2) } .l3 { stroke: var(--c3) }`;

const ORDER: readonly (keyof Measures)[] = ['ndcgAt5', 'ndcgAt3', 'hitAt1', 'hitAt3'];
const COLD: readonly (keyof Measures)[] = ['coldNdcgAt5', 'coldAuc'];

/** One page that needs nothing else: the table, the plots and what they are of. */
export function reportPage(evaluation: Evaluation): string {
  const { compared, folds, protocol, seed, fingerprint, calibration, curves } = evaluation;
  const plots = [
    ...ORDER.map((measure) => bars(compared, measure)),
    squareChart(
      'A redeemed offer above one that was not',
      'not redeemed',
      'redeemed',
      CONTENDERS.map((name) => ({ label: CONTENDER_WORDS[name], points: curves[name] })),
    ),
    calibrationChart(
      'Forecast and what came of it, in tenths of the offers',
      calibration.map(({ forecast, redeemed }) => [forecast, redeemed]),
    ),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Offer ranker: evaluation</title><style>${STYLE}</style></head><body>
<h1>Offer ranker: evaluation</h1>
<p>${escaped(protocol)}. Seed ${seed}. Data <code>${escaped(fingerprint.slice(0, 16))}</code>.</p>
<ul>${folds.map((fold) => `<li>${escaped(foldLine(fold).trim())}</li>`).join('')}</ul>
<p><strong>${escaped(pairedLine(compared))}</strong></p>
<h2>Figures</h2>${table(compared)}
<p>In brackets: 95 % of 2,000 resamples of the members. Of several offers with one score, every order counts alike.</p>
<h2>Plots</h2><div class="plots">${plots.join('')}</div>
<h2>Members who had redeemed nothing before</h2><div class="plots">${COLD.map((measure) => bars(compared, measure)).join('')}</div>
${folds.length > 1 ? `<h2>Fold by fold</h2>${foldTable(evaluation)}` : ''}
<p>Redemption is not incrementality: none of these figures says that an offer sold more.</p>
</body></html>
`;
}

function bars(compared: Compared, measure: keyof Measures): string {
  const [, name = measure, digits = 3] = MEASURE_WORDS.find(([known]) => known === measure) ?? [];
  const rows = CONTENDERS.map((contender): IntervalRow => {
    const interval = compared.intervals[contender][measure];
    return { label: CONTENDER_WORDS[contender], measured: compared[contender][measure], low: interval?.[0], high: interval?.[2] };
  });
  return intervalChart(name, rows, digits);
}

function table(compared: Compared): string {
  const rows = MEASURE_WORDS.map(([measure, name, digits, words]) => {
    const cells = CONTENDERS.map((contender) => intervalText(compared.intervals[contender][measure], compared[contender][measure], digits));
    return row([`<abbr title="${escaped(words)}">${name}</abbr>`, ...cells]);
  });
  return `<table>${head(['', ...CONTENDERS.map((name) => CONTENDER_WORDS[name])])}${rows.join('')}</table>`;
}

function foldTable({ folds }: Evaluation): string {
  const rows = folds.map(({ testFrom, compared }) =>
    row([
      testFrom.slice(0, 10),
      ...CONTENDERS.map((name) => `${figure(compared[name].auc)} / ${figure(compared[name].ndcgAt5)}`),
      escaped(pairedLine(compared).replace(/^.*?: /u, '')),
    ]),
  );
  return `<table>${head(['from', ...CONTENDERS.map((name) => `${CONTENDER_WORDS[name]}: AUC / NDCG@5`), 'NDCG@5 over the count rule'])}${rows.join('')}</table>`;
}

function head(cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<th>${cell}</th>`).join('')}</tr>`;
}

function row(cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function figure(value: number | null): string {
  return value === null ? '-' : value.toFixed(3);
}
