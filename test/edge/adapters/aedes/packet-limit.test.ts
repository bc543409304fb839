import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers } from '../../../../edge/adapters/aedes/access.ts';
import { packetLimit } from '../../../../edge/adapters/aedes/packet-limit.ts';

/** A PUBLISH with that many bytes after its fixed header. */
function packet(bodyBytes: number): Buffer {
  const length: number[] = [];
  let rest = bodyBytes;
  do {
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return Buffer.from([0x30, ...length, ...new Uint8Array(bodyBytes).fill(0xff)]);
}

function admitted(stream: Uint8Array, limit: number, cuts: readonly number[]): boolean {
  const admit = packetLimit(limit);
  const places = [0, ...cuts.map((cut) => cut % (stream.length + 1)).toSorted((a, b) => a - b), stream.length];
  return places.slice(1).every((end, index) => admit(stream.subarray(places[index], end)));
}

describe('the limit on packets', () => {
  it('lets through what keeps to it and nothing else, however the network cuts the stream', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 8 }), (sizes, cuts) => {
        const stream = Buffer.concat(sizes.map(packet));
        expect(admitted(stream, 200, cuts)).toBe(sizes.every((size) => size <= 200));
      }),
    );
  });

  it('refuses a length that never ends', () => {
    expect(packetLimit(2 ** 30)(Uint8Array.from([0x30, 0x80, 0x80, 0x80, 0x80]))).toBe(false);
  });
});

describe('a permission', () => {
  it.each([
    ['a/#', 'a/b/c', true],
    ['a/#', 'a', true],
    ['a/#', 'a/#', true],
    ['a/+', 'a/b', true],
    ['a/+', 'a/#', false],
    ['a/b', 'a/+', false],
    ['a/+/c', 'a/+/c', true],
    ['a/+', 'a/b/c', false],
    ['a/b/c', 'a/b', false],
    ['#', '$SYS/broker', false],
    ['+/x', '$SYS/x', false],
  ])('for %s covers %s: %s', (wide, narrow, expected) => {
    expect(covers(wide, narrow)).toBe(expected);
  });
});
