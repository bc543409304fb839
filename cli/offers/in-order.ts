/** Several rows of things, each in order, as one row in order; of equals those of the first one come first. */
export async function* inOrder<T>(
  sources: readonly AsyncIterator<T>[],
  isBefore: (a: T, b: T) => boolean,
  onNext: (item: T) => void,
): AsyncGenerator<T> {
  const heads: (T | undefined)[] = [];
  const step = async (number: number): Promise<void> => {
    const next = await sources[number]?.next();
    heads[number] = next?.done === false ? next.value : undefined;
  };
  for (const number of sources.keys()) await step(number);
  for (let first = firstOf(heads, isBefore); first !== undefined; first = firstOf(heads, isBefore)) {
    onNext(first.item);
    yield first.item;
    await step(first.number);
  }
}

function firstOf<T>(heads: readonly (T | undefined)[], isBefore: (a: T, b: T) => boolean): { item: T; number: number } | undefined {
  let first: { item: T; number: number } | undefined;
  for (const [number, item] of heads.entries()) {
    if (item !== undefined && (first === undefined || isBefore(item, first.item))) first = { item, number };
  }
  return first;
}
