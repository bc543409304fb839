import type { Sighting } from '../../contract/sighting.ts';

/** What of a sighting of nobody known may leave the identity stage: no identifier, and nothing that the device says of itself. */
export interface AnonymousSighting
  extends Pick<Sighting, 't' | 'rx' | 'anchor' | 'rssiDbm' | 'rssiAt1mDbm' | 'distanceM' | 'position' | 'randomized'> {
  /** The same for the same device until the key is renewed; it leads back to no device once the key is gone. */
  readonly device: string;
}
