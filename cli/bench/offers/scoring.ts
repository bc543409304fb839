import { featureRows, featuresOf } from '../../../models/offer-ranker/features/feature-rows.ts';
import { prepareOffers } from '../../../models/offer-ranker/features/prepare.ts';
import { createScorer } from '../../../models/offer-ranker/network/scorer.ts';
import { nativeTensorFlow, type TensorFlow, webAssembly } from '../../../models/offer-ranker/training/backend.ts';
import { type Figure, median, RUNS } from '../figure.ts';
import { madeUpChain, madeUpMember, madeUpMoment, madeUpWeights, OFFERS } from './made-up.ts';
import { tensorNetwork } from './tensor-network.ts';

const MEMBERS = 50;
const CALLS = 300;
const REFERENCE_CALLS = 60;
const BARS = { p50: 2, p95: 5, decide: 6 } as const;

/** What it costs to score 1,000 offers that are all eligible, for one member after the other. */
export async function scoring(say: (line: string) => void, calls: number = CALLS): Promise<readonly Figure[]> {
  say(`${OFFERS} offers for ${MEMBERS} members, ${RUNS} runs of ${calls} …`);
  const bench = scoringBench();
  const web = await wasm();
  const native = await nativeTensorFlow();
  const referenceCalls = Math.min(calls, REFERENCE_CALLS);
  const runs: Run[] = [];
  for (let run = 0; run < RUNS; run += 1)
    runs.push({ ...bench.ours(calls), ...(web ? bench.reference(web, referenceCalls) : NO_REFERENCE) });
  const nativeRuns = native ? await nativeTimes(native, () => bench.reference(native, referenceCalls)) : [];
  return figuresOf(runs, nativeRuns);
}

interface Reference {
  readonly referenceNetwork: readonly number[];
  readonly referenceDecide: readonly number[];
}

interface Run extends Reference {
  readonly network: readonly number[];
  readonly decide: readonly number[];
}

const NO_REFERENCE: Reference = { referenceNetwork: [], referenceDecide: [] };

function scoringBench() {
  const { offers, figures } = madeUpChain();
  const weights = madeUpWeights();
  const prepared = prepareOffers(offers, figures);
  const scorer = createScorer(weights, prepared);
  const places = Int32Array.from(offers.keys());
  const members = Array.from({ length: MEMBERS }, (_, seed) => ({ history: madeUpMember(seed), moment: madeUpMoment(seed) }));
  const memberOf = (call: number) => members[call % MEMBERS] ?? { history: madeUpMember(0), moment: madeUpMoment(0) };
  const ours = (calls: number) => {
    const network = times(calls, (call) => {
      const { history, moment } = memberOf(call);
      const features = featuresOf(prepared, history, moment, places);
      return () => scorer.network(features, places);
    });
    const decide = times(calls, (call) => {
      const { history, moment } = memberOf(call);
      return () => scorer.score(history, moment, places);
    });
    return { network, decide };
  };
  const reference = (tf: TensorFlow, calls: number): Reference => {
    const tensors = tensorNetwork(tf, weights);
    const rowsOf = (call: number) => featureRows(prepared, memberOf(call).history, memberOf(call).moment, places);
    const referenceNetwork = times(calls, (call) => {
      const rows = rowsOf(call);
      return () => tensors.run(tensors.inputs(rows));
    });
    const referenceDecide = times(calls, (call) => () => tensors.run(tensors.inputs(rowsOf(call))));
    tensors.dispose();
    return { referenceNetwork, referenceDecide };
  };
  return { ours, reference };
}

/** Processor time in ms, ascending: on a machine with one core to itself that is how long it takes. A tenth more is done first, for the compiler. */
function times(calls: number, prepare: (call: number) => () => unknown): readonly number[] {
  const took: number[] = [];
  for (let call = -Math.ceil(calls / 10); call < calls; call += 1) {
    const work = prepare(Math.abs(call));
    const started = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(started);
    if (call >= 0) took.push((user + system) / 1000);
  }
  return took.sort((a, b) => a - b);
}

async function wasm(): Promise<TensorFlow | undefined> {
  const tf = await import('@tensorflow/tfjs');
  tf.env().set('PROD', true);
  return (await webAssembly(tf)) ? tf : undefined;
}

/** Both share one engine: the native backend is taken when WebAssembly was measured. */
async function nativeTimes(tf: TensorFlow, measure: () => Reference): Promise<readonly Reference[]> {
  await tf.setBackend('tensorflow');
  return Array.from({ length: RUNS }, measure);
}

function figuresOf(runs: readonly Run[], native: readonly Reference[]): readonly Figure[] {
  const of = (share: number, pick: (run: Run) => readonly number[]) => median(runs.map((run) => quantile(pick(run), share)));
  const wasmNetwork = (share: number) =>
    beside(
      'the same network on TensorFlow.js wasm',
      of(share, ({ referenceNetwork }) => referenceNetwork),
    );
  const wasmDecide = beside(
    'the same features, network on TensorFlow.js wasm',
    of(0.5, ({ referenceDecide }) => referenceDecide),
  );
  const lower = { unit: 'ms', better: 'lower' } as const;
  const nativeOf = (pick: (run: Reference) => readonly number[]) => median(native.map((run) => quantile(pick(run), 0.5)));
  const nativeFigures: Figure[] =
    native.length === 0
      ? []
      : [
          {
            id: 'tfjs-node-score-1000-p50-ms',
            what: 'the same network on tfjs-node, for comparison',
            value: nativeOf(({ referenceNetwork }) => referenceNetwork),
            ...lower,
          },
          {
            id: 'tfjs-node-decide-1000-p50-ms',
            what: 'features and that network',
            value: nativeOf(({ referenceDecide }) => referenceDecide),
            ...lower,
          },
        ];
  return [
    {
      id: 'score-1000-p50-ms',
      what: 'processor time of the network for 1,000 offers',
      value: of(0.5, ({ network }) => network),
      bar: BARS.p50,
      ...lower,
      ...wasmNetwork(0.5),
    },
    {
      id: 'score-1000-p95-ms',
      what: 'the same, one in twenty takes longer',
      value: of(0.95, ({ network }) => network),
      bar: BARS.p95,
      ...lower,
      ...wasmNetwork(0.95),
    },
    {
      id: 'decide-1000-p50-ms',
      what: 'features, network and count rule for 1,000 offers',
      value: of(0.5, ({ decide }) => decide),
      bar: BARS.decide,
      ...lower,
      ...wasmDecide,
    },
    { id: 'decide-1000-p95-ms', what: 'the same, one in twenty takes longer', value: of(0.95, ({ decide }) => decide), ...lower },
    ...nativeFigures,
  ];
}

/** Nothing beside it where WebAssembly does not load. */
function beside(name: string, value: number): Pick<Figure, 'reference'> {
  return Number.isNaN(value) ? {} : { reference: { name, value, unit: 'ms' } };
}

function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN;
}
