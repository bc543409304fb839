import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate as turn, setTimeout as until } from 'node:timers/promises';
import { type Figure, median, RUNS } from '../figure.ts';
import { type BenchDesk, openBenchDesk } from './bench-desk.ts';

const PER_SECOND = 200;
const RUN_S = 4;
const WARM_S = 2;
const BAR_MS = 20;
const ARTEFACT_BAR_KB = 1000;

/** From when somebody came into a zone until the decision is on disk and pushed, 200 times a second whether or not the last one is done. */
export async function decisions(say: (line: string) => void, perRun: number = PER_SECOND * RUN_S): Promise<readonly Figure[]> {
  say(`${PER_SECOND} decisions a second with rules, caps, budgets and the journal, ${RUNS} runs of ${perRun} …`);
  const folder = await mkdtemp(join(tmpdir(), 'aislegate-bench-'));
  try {
    const shop = await openBenchDesk(join(folder, 'journal.lmdb'));
    let number = 0;
    const batch = async (count: number): Promise<number[]> => {
      number += count;
      return paced(count, (index) => decide(shop, number - count + index));
    };
    await batch(Math.min(perRun, PER_SECOND * WARM_S));
    const runs: number[][] = [];
    const alone: number[][] = [];
    for (let run = 0; run < RUNS; run += 1) {
      runs.push(await batch(perRun));
      // A disk that stands still for a moment is seen in both.
      alone.push(await paced(perRun, (index) => shop.writeAlone(index)));
    }
    const shownShare = shop.shown() / number;
    await shop.close();
    return figuresOf(runs, alone, shownShare, shop.modelBytes);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function decide({ desk, enter }: BenchDesk, number: number): Promise<void> {
  enter(number);
  return desk.work();
}

/** In ms, ascending; from when each was to begin, so that a queue counts. */
async function paced(count: number, begin: (index: number) => Promise<void>): Promise<number[]> {
  const began = performance.now();
  const took: number[] = [];
  const pending: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    const due = began + (index * 1000) / PER_SECOND;
    const wait = due - performance.now();
    // Whoever comes in while others wait still comes in by a turn of the event loop.
    await (wait > 0 ? until(wait) : turn());
    pending.push(begin(index).then(() => void took.push(performance.now() - Math.max(due, began))));
  }
  await Promise.all(pending);
  return took.sort((a, b) => a - b);
}

type Runs = readonly (readonly number[])[];

function figuresOf(runs: Runs, alone: Runs, shownShare: number, modelBytes: number): readonly Figure[] {
  const at = (which: Runs, share: number) => median(which.map((run) => run[Math.floor(run.length * share)] ?? Number.NaN));
  const beside = (share: number) => ({ name: 'the journal alone, as much written as often', value: at(alone, share), unit: 'ms' });
  const lower = { unit: 'ms', better: 'lower' } as const;
  return [
    {
      id: 'decision-p99-ms',
      what: `a decision of 1,000 offers, of which rules and places leave a hundred, until it is on disk and pushed, ${PER_SECOND} a second`,
      value: at(runs, 0.99),
      reference: beside(0.99),
      bar: BAR_MS,
      ...lower,
    },
    { id: 'decision-p50-ms', what: 'the same, in the middle', value: at(runs, 0.5), reference: beside(0.5), ...lower },
    { id: 'decisions-shown', what: 'of those decisions showed an offer', value: 100 * shownShare, unit: '%', better: 'higher' },
    {
      id: 'artefact-kb',
      what: 'the signed model with its card',
      value: modelBytes / 1000,
      unit: 'kB',
      better: 'lower',
      bar: ARTEFACT_BAR_KB,
    },
  ];
}
