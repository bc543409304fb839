import { type ShownSlates, slateCount } from './slates.ts';

/** Of one slate; the mean over every order of its ties, so that no order of the file helps anybody. */
export interface SlateRanking {
  readonly hitAt1: number;
  readonly hitAt3: number;
  readonly ndcgAt3: number;
  readonly ndcgAt5: number;
}

/** Per slate; undefined where nothing was redeemed, or everything, so that there is nothing to rank. */
export function rankings(slates: ShownSlates, order: Float64Array): (SlateRanking | undefined)[] {
  return Array.from({ length: slateCount(slates) }, (_, slate) => {
    const [start, end] = [slates.offsets[slate] ?? 0, slates.offsets[slate + 1] ?? 0];
    return rankingOf(order.subarray(start, end), slates.labels.subarray(start, end));
  });
}

/** Rows of one score, which share their places: from `first` (0 is the best) on. */
interface Tie {
  readonly first: number;
  readonly rows: number;
  readonly redeemed: number;
}

export function rankingOf(order: Float64Array, labels: Uint8Array): SlateRanking | undefined {
  const redeemed = labels.reduce((sum, label) => sum + label, 0);
  if (redeemed === 0 || redeemed === labels.length) return undefined;
  const ties = tiesOf(order, labels);
  return { hitAt1: hit(ties, 1), hitAt3: hit(ties, 3), ndcgAt3: ndcg(ties, redeemed, 3), ndcgAt5: ndcg(ties, redeemed, 5) };
}

function tiesOf(order: Float64Array, labels: Uint8Array): Tie[] {
  const places = Uint32Array.from(order.keys()).sort((a, b) => (order[b] ?? 0) - (order[a] ?? 0));
  const ties: Tie[] = [];
  for (let first = 0; first < places.length; ) {
    const score = order[places[first] ?? 0];
    let end = first;
    let redeemed = 0;
    for (; end < places.length && order[places[end] ?? 0] === score; end += 1) redeemed += labels[places[end] ?? 0] ?? 0;
    ties.push({ first, rows: end - first, redeemed });
    first = end;
  }
  return ties;
}

/** How likely one of the first `top` was redeemed. */
function hit(ties: readonly Tie[], top: number): number {
  let missed = 1;
  for (const { first, rows, redeemed } of ties) {
    const places = Math.min(rows, top - first);
    if (places <= 0) break;
    // Drawn without putting back: every place is one of the rows that were not redeemed.
    for (let place = 0; place < places; place += 1) missed *= Math.max(0, (rows - redeemed - place) / (rows - place));
  }
  return 1 - missed;
}

function ndcg(ties: readonly Tie[], redeemed: number, top: number): number {
  let gained = 0;
  for (const tie of ties) {
    const end = Math.min(top, tie.first + tie.rows);
    for (let place = tie.first; place < end; place += 1) gained += discount(place) * (tie.redeemed / tie.rows);
  }
  let best = 0;
  for (let place = 0; place < Math.min(top, redeemed); place += 1) best += discount(place);
  return gained / best;
}

function discount(place: number): number {
  return 1 / Math.log2(place + 2);
}
