import { instantMs } from '../../contract/instant.ts';
import type { Problem } from '../../contract/row-problems.ts';

/** Problems of moments that have the form of RFC 3339 but never are, as the 31st of February. */
export function momentProblems(moments: readonly (readonly [path: readonly string[], text: string | undefined])[]): Problem[] {
  return moments.flatMap(([path, text]) =>
    text === undefined || instantMs(text) !== undefined ? [] : [{ path, reason: 'is no moment that exists' }],
  );
}

/** A problem of the second moment where it does not come after the first. */
export function orderProblems(path: readonly string[], first: string, second: string | undefined): Problem[] {
  const [from, to] = [instantMs(first), second === undefined ? undefined : instantMs(second)];
  return from !== undefined && to !== undefined && to <= from ? [{ path, reason: 'must be after the beginning' }] : [];
}
