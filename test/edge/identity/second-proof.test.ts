import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSecondProof, type SecondProof } from '../../../edge/identity/second-proof.ts';
import { hexId } from '../../support/facts.ts';

const T = Date.UTC(2026, 5, 1, 9);
const MINUTE_MS = 60_000;
const ADA = 'aa'.repeat(16);
const BOB = 'bb'.repeat(16);
const phone = (subject: string, device = 0) => ({ subject, device });

let irks: number;
let proof: SecondProof;
beforeEach(() => {
  irks = 100_000;
  proof = createSecondProof(() => irks);
});

const isGiven = (address: string, minute: number, of = phone(ADA)): boolean => proof.isGiven(of, address, T + minute * MINUTE_MS);

it('is needed where more than one stranger in 10,000 would be taken for a member', () => {
  irks = 838;
  expect(proof.isNeeded()).toBe(false);
  irks = 839;
  expect(proof.isNeeded()).toBe(true);
});

describe('an address that fits the key of a member, of many', () => {
  it('is not believed however often it is heard', () => {
    expect([0, 1, 14, 29, 50].map((minute) => isGiven('7081940dfbaa', minute))).toEqual([false, false, false, false, false]);
  });

  it('is believed from the second address of the same phone on, as long as the phone is heard', () => {
    expect([isGiven('7081940dfbaa', 0), isGiven('7081940dfbaa', 14), isGiven('412345c4d0df', 15)]).toEqual([false, false, true]);
    expect([isGiven('412345c4d0df', 40), isGiven('7081940dfbaa', 70)]).toEqual([true, true]);
    expect([isGiven('7081940dfbaa', 101), isGiven('412345c4d0df', 102)]).toEqual([false, true]);
  });

  it('stays believed where an older sighting comes late', () => {
    expect([isGiven('7081940dfbaa', 0), isGiven('412345c4d0df', 29), isGiven('7081940dfbaa', 1)]).toEqual([false, true, true]);
    expect(isGiven('412345c4d0df', 58)).toBe(true);
  });

  it('is not believed for an address of long ago, of another phone or of another member', () => {
    expect([isGiven('7081940dfbaa', 0), isGiven('412345c4d0df', 31)]).toEqual([false, false]);
    expect([isGiven('7a0000000000', 32, phone(ADA, 1)), isGiven('7b0000000000', 32, phone(BOB))]).toEqual([false, false]);
  });

  it('is believed where the member was known in another way within half an hour', () => {
    proof.knownAt(ADA, T);
    expect([isGiven('7081940dfbaa', 30), isGiven('7081940dfbaa', 31), isGiven('7081940dfbaa', 61)]).toEqual([true, true, true]);
    expect(isGiven('7a0000000000', 20, phone(ADA, 1))).toBe(true);
    proof.knownAt(BOB, T);
    expect(isGiven('7b0000000000', 31, phone(BOB))).toBe(false);
  });

  it('is not believed by what was known of somebody before he was erased', () => {
    proof.knownAt(ADA, T);
    isGiven('7081940dfbaa', 0);
    proof.forget(ADA);
    expect(isGiven('412345c4d0df', 1)).toBe(false);
  });

  it('has to be proven anew for whom so many others were heard since', () => {
    isGiven('7081940dfbaa', 0);
    for (let n = 0; n < 50_000; n += 1) isGiven('7a0000000000', 0, phone(hexId(2, n)));
    expect(isGiven('412345c4d0df', 1)).toBe(false);
  });

  it('is never believed alone, whatever else is heard of others', () => {
    const heard = fc.record({
      who: fc.constantFrom(ADA, BOB),
      device: fc.integer({ min: 0, max: 1 }),
      address: fc.constantFrom('7081940dfbaa', '412345c4d0df'),
      minute: fc.integer({ min: 0, max: 120 }),
      isOtherWay: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(heard, { maxLength: 30 }), (all) => {
        proof = createSecondProof(() => irks);
        for (const [n, { who, device, address, minute, isOtherWay }] of all.entries()) {
          if (isOtherWay) {
            proof.knownAt(who, T + minute * MINUTE_MS);
            continue;
          }
          if (!isGiven(address, minute, phone(who, device))) continue;
          const earlier = all.slice(0, n).filter((one) => one.who === who);
          expect(earlier.some((one) => one.isOtherWay || (one.device === device && one.address !== address))).toBe(true);
        }
      }),
    );
  });
});

it('remembers nothing of whoever is known in another way where there are few keys', () => {
  irks = 10;
  proof.knownAt(ADA, T);
  irks = 100_000;
  expect(isGiven('7081940dfbaa', 0)).toBe(false);
});
