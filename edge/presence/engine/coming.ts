/** What was heard of a device, by the indexes of the shop's listeners. */
export interface Evidence {
  readonly t: number;
  readonly listener: number;
  /** Undefined where nobody says how strong it was. */
  readonly dbm: number | undefined;
  /** Where somebody else worked out that it is. */
  readonly fix?: { readonly x: number; readonly y: number; readonly accuracyM: number | undefined };
}

/** What no step has seen yet, in an order that has nothing to do with the order in which it came; what comes twice is there once. */
export function insert(coming: Evidence[], evidence: Evidence): void {
  let at = coming.length;
  for (let before = coming[at - 1]; before && order(before, evidence) > 0; before = coming[at - 1]) at -= 1;
  const before = coming[at - 1];
  if (before && order(before, evidence) === 0) return;
  coming.splice(at, 0, evidence);
}

function order(a: Evidence, b: Evidence): number {
  return (
    a.t - b.t ||
    a.listener - b.listener ||
    (a.dbm ?? 0) - (b.dbm ?? 0) ||
    (a.fix?.x ?? 0) - (b.fix?.x ?? 0) ||
    (a.fix?.y ?? 0) - (b.fix?.y ?? 0)
  );
}
