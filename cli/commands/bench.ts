import { Argument, type Command } from 'commander';
import { type BenchReport, type Figure, keeps, machineName } from '../bench/figure.ts';
import { BENCHES } from '../bench/index.ts';
import { noteLine, printJson, printLine, wholeNumber } from '../command.ts';

export function register(program: Command): void {
  program
    .command('bench')
    .description('measure this machine, each figure beside a reference that runs in the same minute')
    .addArgument(new Argument('[name]', 'what to measure; everything when left out').choices(Object.keys(BENCHES)))
    .option('--members <number>', 'identity: how many the shop knows (1,000,000, for which the bars are)', wholeNumber(100, 10_000_000))
    .option('--json', 'for programs')
    .action(bench);
}

async function bench(
  name: string | undefined,
  { json = false, members }: { readonly json?: boolean; readonly members?: number },
): Promise<void> {
  const chosen = Object.entries(BENCHES).filter(([known]) => name === undefined || known === name);
  const reports: BenchReport[] = [];
  for (const [known, load] of chosen) {
    const machine = machineName();
    const figures = await (await load())(noteLine, { members });
    reports.push({ name: known, machine, figures });
    if (!json) tell({ name: known, machine, figures });
  }
  if (json) printJson(name === undefined ? reports : reports[0]);
}

function tell({ name, machine, figures }: BenchReport): void {
  printLine(`${name} on ${machine}`);
  for (const figure of figures) printLine(`  ${lineOf(figure)}`);
}

function lineOf(figure: Figure): string {
  const { id, what, value, unit, reference, ratio, bar, better } = figure;
  const beside = reference ? `; ${reference.name}: ${short(reference.value)} ${reference.unit}` : '';
  const asRatio = ratio === undefined ? '' : `; ratio ${short(ratio)}`;
  const limit = bar === undefined ? '' : `; ${better === 'lower' ? 'at most' : 'at least'} ${bar}: ${keeps(figure) ? 'kept' : 'NOT kept'}`;
  return `${id}: ${what}: ${short(value)} ${unit}${beside}${asRatio}${limit}`;
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
