import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Makes the runtime let go what nothing holds any more, so that what is left can be measured. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  if (typeof gc !== 'function') return;
  // The first one frees what the second one sees freed: array buffers go a round later than the arrays on them.
  gc();
  gc();
}
