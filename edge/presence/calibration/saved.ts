import type { Shop } from '../../domain/shop.ts';
import type { StateChange } from '../../ports/journal.ts';

/** What the shop learnt of its radio. Scanners by their ids: a site file may change its order. */
export interface Calibrated {
  readonly learntAt: number;
  /** Of traffic, and of the shop's own tags, that it was learnt from. */
  readonly minutes: number;
  readonly tags: number;
  /** Undefined where a survey says it. */
  readonly atOneMetreDbm?: number;
  readonly exponent?: number;
  /** How much more each reads than the others or, with a survey, than at the time of it. */
  readonly offsetsDb: Readonly<Record<string, number>>;
}

const PREFIX = 'calibration/';
export const CALIBRATION_PREFIX = PREFIX;
/** What was learnt beside a survey means something else than what was learnt without one. */
type Kind = 'positions' | 'survey';

export function calibrationChange(kind: Kind, calibrated: Calibrated): StateChange {
  return { key: PREFIX + kind, value: calibrated };
}

export function savedCalibration(kind: Kind, saved: readonly { readonly key: string; readonly value: object }[]): Calibrated | undefined {
  return saved.find(({ key }) => key === PREFIX + kind)?.value as Calibrated | undefined;
}

/** By the order of the site file; a scanner that came since is taken to be like the others. */
export function offsetsOf({ listeners }: Shop, { offsetsDb }: Calibrated): readonly number[] {
  return listeners.map(({ id }) => (Object.hasOwn(offsetsDb, id) ? (offsetsDb[id] ?? 0) : 0));
}
