import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Recent } from '../../../edge/identity/recent.ts';

it('holds never more than it may, what was asked for last, and nothing that was dropped', () => {
  const step = fc.tuple(fc.constantFrom('ask', 'drop'), fc.nat({ max: 9 }).map(String));
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 6 }), fc.array(step), (most, steps) => {
      const recent = new Recent<string>(most);
      const asked: string[] = [];
      for (const [what, key] of steps) {
        const at = asked.indexOf(key);
        if (at >= 0) asked.splice(at, 1);
        if (what === 'drop') {
          recent.delete(key);
          expect(recent.get(key)).toBeUndefined();
          continue;
        }
        if (recent.get(key) === undefined) recent.set(key, key);
        asked.push(key);
        expect(recent.get(key)).toBe(key);
      }
      const held = Array.from({ length: 10 }, (_, key) => String(key)).filter((key) => recent.get(key) !== undefined);
      expect(held.length).toBeLessThanOrEqual(most + 1);
      expect(held.every((key) => asked.includes(key))).toBe(true);
    }),
  );
});

it('keeps what is asked for again and again, whatever else comes', () => {
  const recent = new Recent<number>(4);
  recent.set('regular', 1);
  for (let stranger = 0; stranger < 100; stranger += 1) {
    recent.set(`stranger ${stranger}`, stranger);
    expect(recent.get('regular')).toBe(1);
  }
  expect(recent.get('stranger 3')).toBeUndefined();
});
