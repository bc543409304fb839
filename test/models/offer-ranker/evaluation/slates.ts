import type { ShownSlates } from '../../../../models/offer-ranker/evaluation/slates.ts';

interface Told {
  readonly member: number;
  readonly labels: readonly (0 | 1)[];
  readonly cold?: boolean;
}

/** Slates in short. */
export function shownSlates(told: readonly Told[]): ShownSlates {
  const offsets = [0];
  for (const { labels } of told) offsets.push((offsets.at(-1) ?? 0) + labels.length);
  return {
    offsets: Uint32Array.from(offsets),
    members: Uint32Array.from(told, ({ member }) => member),
    memberCount: Math.max(...told.map(({ member }) => member)) + 1,
    cold: Uint8Array.from(told, ({ cold }) => (cold ? 1 : 0)),
    labels: Uint8Array.from(told.flatMap(({ labels }) => labels)),
  };
}
