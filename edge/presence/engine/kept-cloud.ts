const MOST = 65_535;

/**
 * Keeps a cloud of probabilities in two bytes per cell: the root of each cell's share of the fullest. Roots keep what is small as finely as
 * what is large, down to a ten-thousand-millionth of it, which is where a cell counts as impossible. The cloud becomes what was kept, so that
 * a device goes on from the same numbers whether or not others had their turn in between.
 */
export function keepCloud(cloud: Float32Array, kept: Uint16Array): void {
  let most = 0;
  for (let cell = 0; cell < cloud.length; cell++) most = Math.max(most, cloud[cell] ?? 0);
  const scale = MOST ** 2 / most;
  for (let cell = 0; cell < cloud.length; cell++) kept[cell] = Math.sqrt((cloud[cell] ?? 0) * scale) + 0.5;
  recallCloud(kept, cloud);
}

/** The cloud as it was kept; its sum is 1. */
export function recallCloud(kept: Uint16Array, cloud: Float32Array): void {
  let sum = 0;
  for (let cell = 0; cell < cloud.length; cell++) sum += (kept[cell] ?? 0) ** 2;
  const share = 1 / sum;
  for (let cell = 0; cell < cloud.length; cell++) cloud[cell] = (kept[cell] ?? 0) ** 2 * share;
}
