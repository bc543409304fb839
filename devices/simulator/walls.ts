import type { Site } from '../../contract/site.ts';
import type { Point } from './floor-plan.ts';

/** Walls and rows of shelves: radio goes through them with a loss, people go round them. */
export interface Walls {
  /** How many stand between two places. */
  between(from: Point, to: Point): number;
  /** Where to turn on the way, and the place itself last: straight where nothing is between, or where there is no way round. */
  way(from: Point, to: Point): readonly Point[];
}

interface Wall {
  readonly from: Point;
  readonly to: Point;
}

/** How far round the end of a wall people turn. */
const CLEAR_M = 0.4;
/** In a maze people walk straight: the ways through it are not worth their time. */
const MOST_TURNS = 400;

export function wallsOf({ walls = [] }: Site, isInside: (at: Point) => boolean): Walls {
  const standing = walls.map(([from = [], to = []]): Wall => ({ from: pointOf(from), to: pointOf(to) }));
  const between = (from: Point, to: Point): number => standing.reduce((count, wall) => count + (crosses(from, to, wall) ? 1 : 0), 0);
  const turns = standing.flatMap((wall) => [beyond(wall.from, wall.to), beyond(wall.to, wall.from)]).filter(isInside);
  const isClear = (from: Point, to: Point): boolean => !standing.some((wall) => crosses(from, to, wall));
  let ahead: readonly (readonly number[])[] | undefined;
  return {
    between,
    way(from, to) {
      if (isClear(from, to) || turns.length > MOST_TURNS) return [to];
      ahead ??= turns.map((turn) => turns.flatMap((other, index) => (other !== turn && isClear(turn, other) ? [index] : [])));
      return [...shortest(from, to, turns, ahead, isClear), to];
    },
  };
}

/** Dijkstra over the places to turn; none where the destination is walled in. */
function shortest(
  from: Point,
  to: Point,
  turns: readonly Point[],
  ahead: readonly (readonly number[])[],
  isClear: (from: Point, to: Point) => boolean,
): readonly Point[] {
  const length = turns.map((turn) => (isClear(from, turn) ? distance(from, turn) : Number.POSITIVE_INFINITY));
  const before = new Map<number, number>();
  const open = new Set(turns.keys());
  let best: { readonly last: number; readonly length: number } | undefined;
  while (open.size > 0) {
    let here = -1;
    for (const turn of open) if (here < 0 || (length[turn] ?? 0) < (length[here] ?? 0)) here = turn;
    const at = turns[here];
    const gone = length[here] ?? Number.POSITIVE_INFINITY;
    open.delete(here);
    if (!at || gone >= (best?.length ?? Number.POSITIVE_INFINITY)) break;
    if (isClear(at, to) && gone + distance(at, to) < (best?.length ?? Number.POSITIVE_INFINITY)) {
      best = { last: here, length: gone + distance(at, to) };
    }
    for (const next of ahead[here] ?? []) {
      const there = turns[next];
      const further = there ? gone + distance(at, there) : Number.POSITIVE_INFINITY;
      if (further >= (length[next] ?? 0)) continue;
      length[next] = further;
      before.set(next, here);
    }
  }
  const way: Point[] = [];
  for (let turn = best?.last; turn !== undefined; turn = before.get(turn)) way.unshift(...turns.slice(turn, turn + 1));
  return way;
}

function pointOf([x = 0, y = 0]: readonly number[]): Point {
  return { x, y };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** Past the near end, as the wall would go on. */
function beyond(near: Point, far: Point): Point {
  const length = distance(near, far) || 1;
  return { x: near.x + ((near.x - far.x) / length) * CLEAR_M, y: near.y + ((near.y - far.y) / length) * CLEAR_M };
}

function crosses(a: Point, b: Point, { from, to }: Wall): boolean {
  return side(a, b, from) !== side(a, b, to) && side(from, to, a) !== side(from, to, b);
}

function side(a: Point, b: Point, point: Point): boolean {
  return (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) > 0;
}
