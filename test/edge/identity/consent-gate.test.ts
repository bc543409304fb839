import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isAllowed } from '../../../contract/consent.ts';
import { type Consent, PURPOSES, type Purpose } from '../../../contract/records.ts';
import { VirtualClock } from '../../../edge/adapters/memory/clock.ts';
import { createConsentGate } from '../../../edge/identity/consent-gate.ts';

const ADA = 'ab'.repeat(16);
const NOON_MS = Date.UTC(2026, 5, 1, 12);
const HOUR_MS = 3_600_000;
const PROFILE = { segments: [], purchases: [], offers: [], vouchers: [] };
const instant = (t: number): string => new Date(t).toISOString();

function gateOf(consents: readonly Consent[], clock: { nowMs(): number }) {
  const allows = (_subject: string, purpose: Purpose, t: number): boolean => isAllowed(consents, purpose, t);
  return createConsentGate({ allows, firstName: () => 'Ada', profile: () => PROFILE }, clock);
}

const agreed = (more: Partial<Consent> = {}): Consent[] =>
  PURPOSES.map((purpose) => ({ purpose, givenAt: instant(NOON_MS - HOUR_MS), ...more }));

it('lets pass what is agreed to', () => {
  const gate = gateOf(agreed(), new VirtualClock(NOON_MS));
  expect(PURPOSES.map((purpose) => gate.allows(ADA, purpose, NOON_MS))).not.toContain(false);
  expect([gate.firstName(ADA, NOON_MS), gate.profile(ADA, NOON_MS)]).toEqual(['Ada', PROFILE]);
});

it('keeps back what was told late, and is over by now', () => {
  const gate = gateOf(agreed({ expiresAt: instant(NOON_MS - 1000) }), new VirtualClock(NOON_MS));
  expect(gate.allows(ADA, 'analytics', NOON_MS - 60_000)).toBe(false);
  expect([gate.firstName(ADA, NOON_MS - 60_000), gate.profile(ADA, NOON_MS - 60_000)]).toEqual([undefined, undefined]);
});

it('keeps back what happened before it was agreed to', () => {
  expect(gateOf(agreed(), new VirtualClock(NOON_MS)).allows(ADA, 'analytics', NOON_MS - 2 * HOUR_MS)).toBe(false);
});

it('brings nothing back when the clock of the shop is set back', () => {
  const clock = { now: NOON_MS, nowMs: () => clock.now };
  const gate = gateOf(agreed({ expiresAt: instant(NOON_MS + 1000) }), clock);
  expect(gate.allows(ADA, 'recognition', clock.now)).toBe(true);
  clock.now = NOON_MS + 2000;
  expect(gate.allows(ADA, 'recognition', clock.now)).toBe(false);
  clock.now = NOON_MS - 10 * 60_000;
  expect(gate.allows(ADA, 'recognition', clock.now)).toBe(false);
});

it('knows nobody who must not be recognised, whatever else was agreed to', () => {
  const gate = gateOf(
    agreed().filter(({ purpose }) => purpose !== 'recognition'),
    new VirtualClock(NOON_MS),
  );
  expect(PURPOSES.filter((purpose) => gate.allows(ADA, purpose, NOON_MS))).toEqual([]);
});

it('never lets pass what was not agreed to both then and now, whatever the records and the clock say', () => {
  const time = fc.option(
    fc.oneof(
      fc.integer({ min: -5, max: 5 }).map((hours) => instant(NOON_MS + hours * HOUR_MS)),
      fc.constant('soon'),
    ),
    {
      nil: undefined,
    },
  );
  const consent = fc
    .record({ purpose: fc.constantFrom(...PURPOSES), givenAt: time, expiresAt: time, withdrawnAt: time })
    .map((one) => JSON.parse(JSON.stringify({ ...one, givenAt: one.givenAt ?? 'never' })) as Consent);
  const hours = fc.integer({ min: -5, max: 5 });
  fc.assert(
    fc.property(
      fc.array(consent, { maxLength: 8 }),
      fc.constantFrom(...PURPOSES),
      fc.array(fc.tuple(hours, hours), { minLength: 1 }),
      (consents, purpose, asked) => {
        const clock = { now: NOON_MS, nowMs: () => clock.now };
        const gate = gateOf(consents, clock);
        let latest = Number.NEGATIVE_INFINITY;
        for (const [nowHours, tHours] of asked) {
          clock.now = NOON_MS + nowHours * HOUR_MS;
          latest = Math.max(latest, clock.now);
          const t = NOON_MS + tHours * HOUR_MS;
          const holds = (asked: Purpose, at: number): boolean => {
            const own = consents.filter((one) => one.purpose === asked);
            return own.some(({ givenAt, expiresAt, withdrawnAt: ended }) => {
              const from = Date.parse(givenAt);
              const isOver = own.some(({ withdrawnAt }) => withdrawnAt !== undefined && !(Date.parse(withdrawnAt) < from));
              return ended === undefined && from <= at && (expiresAt === undefined || Date.parse(expiresAt) > at) && !isOver;
            });
          };
          const expected = [purpose, 'recognition' as const].every((asked) => holds(asked, t) && holds(asked, latest));
          expect(gate.allows(ADA, purpose, t)).toBe(expected);
        }
      },
    ),
  );
});
