import type { Sighting } from '../../contract/sighting.ts';
import type { Shop } from '../domain/shop.ts';

/** Which of the shop's own beacons a sighting is of, as the site file names it. Of whatever else is heard no name goes past identity. */
export function createBeacons({ listeners }: Pick<Shop, 'listeners'>): (sighting: Pick<Sighting, 'mobile' | 'also'>) => string | undefined {
  const own = new Set(listeners.filter(({ kind }) => kind === 'beacon').map(({ id }) => id));
  return ({ mobile, also = [] }) => (own.has(mobile) ? mobile : also.find((identifier) => own.has(identifier)));
}
