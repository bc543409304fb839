import type { Fact, FactDraft } from '../../contract/facts/fact.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal, StateChange } from '../ports/journal.ts';
import type { Telemetry } from '../ports/telemetry.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** Appends that wait out a full disk: what happened in the shop is written as soon as there is room, in order. */
export interface PatientJournal {
  append(drafts: readonly FactDraft[], changes?: readonly StateChange[]): Promise<readonly Fact[]>;
  /** Stops waiting: appends that still could not be written reject. */
  giveUp(): void;
}

export function createPatientJournal(parts: {
  readonly journal: Pick<Journal, 'append'>;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}): PatientJournal {
  const { journal, clock, telemetry } = parts;
  let givenUp = false;
  /** Several tills wait at once. */
  const waiting = new Set<() => void>();

  function wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const goOn = (): void => {
        cancel();
        waiting.delete(goOn);
        resolve();
      };
      const cancel = clock.after(ms, goOn);
      waiting.add(goOn);
    });
  }

  return {
    async append(drafts, changes = []) {
      for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)) {
        try {
          return await journal.append(drafts, changes);
        } catch (error) {
          if (givenUp) throw error;
          telemetry.error('JRN_WRITE_FAILED', { facts: drafts.length, retryMs: waitMs }, error);
          await wait(waitMs);
        }
      }
    },
    giveUp() {
      givenUp = true;
      for (const goOn of waiting) goOn();
    },
  };
}
