export type Point = readonly [x: number, y: number];

/** The part of a site file that a grid is drawn from. A zone without a polygon is nowhere on the floor. */
export interface FloorPlan {
  readonly floor: { readonly width: number; readonly depth: number };
  readonly zones: readonly { readonly polygon?: readonly Point[] }[];
  readonly walls?: readonly (readonly [Point, Point])[];
}
