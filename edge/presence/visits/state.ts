import type { StateChange } from '../../ports/journal.ts';
import type { Past } from './history.ts';
import type { Visit } from './visit.ts';

export const VISIT_PREFIX = 'visit/';

/** What of a track survives a restart. */
export interface SavedTrack {
  readonly past?: Past;
  /** The visit that is going on. */
  readonly open?: {
    readonly visit: Visit;
    readonly heardAt: number;
    /** Undefined where it was in no zone, or nobody knew where. */
    readonly zone?: string;
  };
}

export function trackChange(track: string, saved: SavedTrack | undefined): StateChange {
  // The journal writes later than it is told: the visit goes on meanwhile.
  return { key: VISIT_PREFIX + track, value: saved && structuredClone(saved) };
}

/** By track. What an earlier version left in another form is not gone on with. */
export function savedTracks(saved: readonly { readonly key: string; readonly value: object }[]): ReadonlyMap<string, SavedTrack> {
  const tracks = saved.map(({ key, value }) => [key.slice(VISIT_PREFIX.length), value as SavedTrack] as const);
  return new Map(tracks.filter(([, { open, past }]) => open !== undefined || past !== undefined));
}
