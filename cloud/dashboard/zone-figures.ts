import type { Footfall } from '../../contract/http/hq-routes.ts';

type ZoneFigures = Footfall['zones'][number];

/** Of a zone headquarters hides its visits, its devices or both, where they are too few; what is hidden is 0. */
export function isTooFew({ suppressed, stays, exposures }: ZoneFigures): boolean {
  return suppressed && stays === 0 && exposures === 0;
}

export function hasTooFewDevices({ suppressed, devices }: ZoneFigures): boolean {
  return suppressed && devices === 0;
}
