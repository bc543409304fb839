import type { FactDraft } from '../contract/facts/fact.ts';
import type { MemberObjections } from '../contract/http/member-routes.ts';
import { instantText } from '../contract/instant.ts';
import type { Feedback, Objection } from './offers/feedback/feedback.ts';
import type { Clock } from './ports/clock.ts';
import type { Journal } from './ports/journal.ts';
import type { Random } from './ports/random.ts';

export interface ObjectionsParts {
  readonly feedback: Pick<Feedback, 'objections' | 'undo'>;
  readonly subjectOf: (member: string) => string | undefined;
  readonly journal: Pick<Journal, 'append'>;
  /** Runs a task while no stage is in the middle of something. */
  readonly alone: (task: () => Promise<void>) => Promise<void>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly random: Pick<Random, 'id'>;
}

/** What members do not want to be told of, for them to read and to delete. Undefined where nobody has that name. */
export interface ObjectionsDesk {
  of(member: string): MemberObjections | undefined;
  /** Takes one back, or all of them, and all that was ignored or dismissed with them. Resolves to what is left when that is on disk. */
  remove(member: string, which: Pick<Objection, 'scope' | 'of'> | 'all'): Promise<MemberObjections | undefined>;
}

export function createObjectionsDesk({ feedback, subjectOf, journal, alone, clock, random }: ObjectionsParts): ObjectionsDesk {
  function told(subject: string): MemberObjections {
    const objections = feedback.objections(subject, clock.nowMs()).map(({ scope, of, saidAt, blockedUntil, fadesUntil }) => ({
      scope,
      ...(of !== '' && { of }),
      saidAt: instantText(saidAt),
      blockedUntil: instantText(blockedUntil),
      fadesUntil: instantText(fadesUntil),
    }));
    return { subject, objections };
  }

  function factOf(subject: string, { scope, of }: Pick<Objection, 'scope' | 'of'>, t: number): FactDraft {
    const what = { scope, ...(of !== '' && { of }) };
    return { kind: 'response', t, data: { responseId: random.id(), subject, response: 'undone', at: instantText(t), ...what } };
  }

  return {
    of(member) {
      const subject = subjectOf(member);
      return subject === undefined ? undefined : told(subject);
    },
    async remove(member, which) {
      const subject = subjectOf(member);
      if (subject === undefined) return undefined;
      await alone(async () => {
        const now = clock.nowMs();
        const isMeant = ({ scope, of }: Objection): boolean => which === 'all' || (scope === which.scope && of === which.of);
        const facts = feedback
          .objections(subject, now)
          .filter(isMeant)
          .map((one) => factOf(subject, one, now));
        const changes = feedback.undo(subject, which, now);
        if (changes.length > 0) await journal.append(facts, changes);
      });
      return told(subject);
    },
  };
}
