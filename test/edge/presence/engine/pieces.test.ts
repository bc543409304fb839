import { expect, it } from 'vitest';
import { atOnce, type Pieces } from '../../../../edge/presence/engine/pieces.ts';

it('work in pieces comes to the same when it is done at once', () => {
  function* sum(upTo: number): Pieces<number> {
    let total = 0;
    for (let number = 1; number <= upTo; number += 1) {
      total += number;
      yield;
    }
    return total;
  }
  expect(atOnce(sum(100))).toBe(5050);
  expect(atOnce(sum(0))).toBe(0);
});
