/** One cell of the matrix of transitions. */
export interface Transition {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  /** Distinct visits that made it. */
  readonly visits: number;
}

export interface Tellable {
  readonly told: readonly Transition[];
  /** Of all steps from each zone. */
  readonly stepsFrom: ReadonlyMap<string, number>;
  readonly suppressedShare: number;
}

/**
 * The cells that enough visits stand for. Who goes into a zone also leaves it, and shares tell the sum of a row: a single cell left out of a row or a
 * column could be computed from the others. So what is left out of each of them is together large enough too, or nothing.
 */
export function tellable(transitions: readonly Transition[], smallestCell: number): Tellable {
  const hidden = new Set(transitions.filter(({ visits }) => visits < smallestCell));
  const lines = [...grouped(transitions, 'from'), ...grouped(transitions, 'to')];
  for (let before = -1; before !== hidden.size; ) {
    before = hidden.size;
    for (const line of lines) {
      const missing = sum(line.filter((cell) => hidden.has(cell)).map(({ visits }) => visits));
      const [smallest] = line.filter((cell) => !hidden.has(cell)).sort((a, b) => a.visits - b.visits);
      if (missing > 0 && missing < smallestCell && smallest) hidden.add(smallest);
    }
  }
  const told = transitions.filter((cell) => !hidden.has(cell));
  const steps = sum(transitions.map(({ count }) => count));
  const stepsFrom = new Map(grouped(transitions, 'from').map((line) => [line[0]?.from ?? '', sum(line.map(({ count }) => count))]));
  return { told, stepsFrom, suppressedShare: steps === 0 ? 0 : 1 - sum(told.map(({ count }) => count)) / steps };
}

function grouped(transitions: readonly Transition[], by: 'from' | 'to'): readonly (readonly Transition[])[] {
  const groups = new Map<string, Transition[]>();
  for (const cell of transitions) {
    const group = groups.get(cell[by]) ?? [];
    groups.set(cell[by], group);
    group.push(cell);
  }
  return [...groups.values()];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
