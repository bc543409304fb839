/** The corners of a rectangle on the floor, m. */
export const box = (x: number, y: number, width: number, depth: number): number[][] => [
  [x, y],
  [x + width, y],
  [x + width, y + depth],
  [x, y + depth],
];
