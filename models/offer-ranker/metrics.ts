export interface Metrics {
  readonly auc: number;
  readonly logLoss: number;
}

/** Probabilities are kept this far from 0 and 1, or one confident mistake would make the loss infinite. */
const EDGE = 1e-7;

/** Area under the ROC curve by ranks (ties share theirs), and mean negative log-likelihood in nats. */
export function metrics(scores: ArrayLike<number>, labels: ArrayLike<number>): Metrics {
  const order = Array.from({ length: scores.length }, (_, index) => index).sort((a, b) => at(scores, a) - at(scores, b));
  let positives = 0;
  let rankSum = 0;
  let loss = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && at(scores, order[end] ?? 0) === at(scores, order[start] ?? 0)) end += 1;
    const rank = (start + 1 + end) / 2;
    for (let place = start; place < end; place += 1) {
      const index = order[place] ?? 0;
      const label = at(labels, index);
      const score = Math.min(1 - EDGE, Math.max(EDGE, at(scores, index)));
      loss -= label * Math.log(score) + (1 - label) * Math.log(1 - score);
      positives += label;
      rankSum += label * rank;
    }
    start = end;
  }
  const pairs = positives * (order.length - positives);
  return { auc: pairs === 0 ? 0.5 : (rankSum - (positives * (positives + 1)) / 2) / pairs, logLoss: loss / Math.max(1, order.length) };
}

function at(list: ArrayLike<number>, index: number): number {
  return list[index] ?? 0;
}
