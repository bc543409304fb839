/**
 * Whether a point lies in the polygon of a zone, m. Even-odd rule: a ray from the point crosses the outline an odd number of times. A point on
 * the lower or left border counts as inside, so that neighbours never share one.
 */
export function isInPolygon(polygon: readonly (readonly number[])[], x: number, y: number): boolean {
  let inside = false;
  let [fromX = 0, fromY = 0] = polygon.at(-1) ?? [];
  for (const [toX = 0, toY = 0] of polygon) {
    if (toY > y !== fromY > y && x < ((fromX - toX) * (y - toY)) / (fromY - toY) + toX) inside = !inside;
    [fromX, fromY] = [toX, toY];
  }
  return inside;
}
