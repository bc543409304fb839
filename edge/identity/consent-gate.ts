import type { Purpose } from '../../contract/records.ts';
import type { ConsentCheck } from '../domain/subject.ts';
import type { Clock } from '../ports/clock.ts';
import type { MemberDirectory } from './directory.ts';

type Asked = Pick<MemberDirectory, 'allows' | 'firstName' | 'profile'>;

/**
 * What all later stages ask of a member. Consent must hold at the moment that it is about, and still: what is told late may be of a time
 * before it was given, or come after it ended. The latest moment that the clock has shown counts, for a clock that is set back must bring
 * nothing back that ran out. Whoever must not be recognised is nobody, whatever else was agreed to.
 */
export function createConsentGate(directory: Asked, clock: Pick<Clock, 'nowMs'>): Asked {
  let latestMs = Number.NEGATIVE_INFINITY;

  function stillMs(): number {
    latestMs = Math.max(latestMs, clock.nowMs());
    return latestMs;
  }

  const allows: ConsentCheck = (subject, purpose, t) => {
    const still = stillMs();
    const holds = (asked: Purpose): boolean =>
      directory.allows(subject, asked, t) && (t === still || directory.allows(subject, asked, still));
    return holds(purpose) && (purpose === 'recognition' || holds('recognition'));
  };

  return {
    allows,
    firstName: (subject, t) => (allows(subject, 'staff-assistance', t) ? directory.firstName(subject, t) : undefined),
    profile(subject, t) {
      const profile = allows(subject, 'personal-offers', t) ? directory.profile(subject, t) : undefined;
      return profile && { ...profile, purchases: allows(subject, 'analytics', t) ? profile.purchases : [] };
    },
  };
}
