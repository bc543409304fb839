/** An offer as a decision tells it. */
export interface Placed {
  readonly offer: string;
  readonly score: number;
  /** Expected value, by which the served order goes. */
  readonly value: number;
  /** Chance by what is on trial. */
  readonly shadow?: number;
}

/** Where one of the offers of a decision stands, 1 being the best place, in the order that was served and in the one on trial; undefined without a trial. */
export function placesOf(candidates: readonly Placed[], one: Placed): { readonly served: number; readonly trial: number } | undefined {
  if (one.shadow === undefined) return undefined;
  return { served: placeOf(candidates, one, ({ value }) => value), trial: placeOf(candidates, one, trialValue) };
}

/** What the offer would be worth by the chance that is on trial; what showing it costs is left aside. */
function trialValue({ score, value, shadow = 0 }: Placed): number {
  return score > 0 ? (value * shadow) / score : shadow;
}

/** Of equals the first, as they are listed: best first. */
function placeOf(candidates: readonly Placed[], one: Placed, worth: (candidate: Placed) => number): number {
  const own = worth(one);
  const place = candidates.indexOf(one);
  return 1 + candidates.filter((other, index) => worth(other) > own || (worth(other) === own && index < place)).length;
}
