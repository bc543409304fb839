import type { SecurityAction } from '../contract/facts/security-facts.ts';
import type { ScreenDesk } from './delivery/screen-desk.ts';
import type { PresenceEvent } from './domain/presence-event.ts';
import type { SerialQueue } from './domain/serial-queue.ts';
import type { ConsentCheck } from './domain/subject.ts';
import type { Incident } from './identity/suspicion.ts';
import type { PatientJournal } from './journal/patience.ts';
import { securityFact } from './journal/security-facts.ts';
import type { Clock } from './ports/clock.ts';
import type { Telemetry } from './ports/telemetry.ts';
import type { Calibration } from './presence/calibration/calibration.ts';
import { tellCalibration } from './presence/calibration/tell.ts';
import type { Counts } from './presence/counts/counts.ts';
import type { Presence } from './presence/presence.ts';
import { createPresenceGauges } from './presence/tell.ts';

export interface HousekeepingParts {
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly journal: PatientJournal;
  readonly queue: SerialQueue;
  readonly presence: Presence;
  readonly calibration: Calibration;
  readonly counts: Counts;
  readonly screens: Pick<ScreenDesk, 'withdraw'>;
  readonly allows: ConsentCheck;
  /** What was found of copies and replays since it was last asked. */
  readonly incidents: () => readonly Incident[];
  /** Takes what presence tells. */
  readonly happen: (events: readonly PresenceEvent[]) => void;
}

/** What is done beside the day's work: consent that ends, copies that are found, what is learnt of the radio, what a restart needs. */
export interface Housekeeping {
  tick(): void;
  heartbeat(): void;
  /** The radio of the shop is learnt from this walk. */
  learnFrom(subject: string): void;
  tellSecurity(incident: SecurityIncident): void;
  saveCounters(): void;
  /** A way to add a task unless the one before still waits: a disk that is full for hours must not fill the queue with the time that passes. */
  oneAtATime(): (task: () => Promise<unknown>) => void;
}

export type SecurityIncident = Pick<Incident, 'at' | 'way' | 'scanners'> & { readonly action: SecurityAction };

export function createHousekeeping(parts: HousekeepingParts): Housekeeping {
  const { clock, telemetry, journal, queue, presence, calibration, counts, screens, allows, happen } = parts;
  const tellPresence = createPresenceGauges(telemetry, presence);
  /** Whose walks the radio of the shop is being learnt from. */
  const learntFrom = new Set<string>();
  const addQuarters = oneAtATime();
  const addCounters = oneAtATime();
  let heartbeatWaits = false;

  function forgetUnless(consenting: readonly string[]): void {
    const now = clock.nowMs();
    for (const subject of consenting) {
      if (allows(subject, 'recognition', now)) continue;
      happen(presence.dismiss(subject));
      calibration.forget(subject);
    }
  }

  /** Whatever a copy brought about ends with the visit: where nothing surer says that the member is here, nobody can tell them apart. */
  function suspect(incident: Incident): void {
    tellSecurity(incident);
    if (!incident.isAlone) return;
    const visitId = presence.visitOf(incident.track)?.visitId;
    happen(presence.interrupt(incident.track));
    if (visitId !== undefined) queue.add(() => screens.withdraw({ visitId }));
  }

  /** Somebody is where he cannot be, or says to be whom he is not: headquarters is told, and not who it was said to be. */
  function tellSecurity({ action, at, way, scanners }: SecurityIncident): void {
    telemetry.count('aislegate_security_incidents_total', { action, way });
    queue.add(async () => {
      await journal.append([securityFact({ action, at, by: 'edge', way, scanners: [...scanners] })]);
    });
  }

  /** Who agrees no longer to being counted is not learnt from, either; of those who left, what is kept runs out by itself. */
  function unlearnUnless(present: ReadonlySet<string>): void {
    const now = clock.nowMs();
    for (const subject of learntFrom) {
      const isAllowed = allows(subject, 'analytics', now);
      if (!isAllowed) calibration.forget(subject);
      if (!isAllowed || !present.has(subject)) learntFrom.delete(subject);
    }
  }

  /** What the scanners read too much or too little is learnt beside the day's work. */
  function learn(now: number): void {
    const change = calibration.work(now);
    if (!change) return;
    tellCalibration(telemetry, calibration.report());
    // Not written, it is learnt again in an hour.
    queue.add(async () => {
      await journal.append([], [change]);
    });
  }

  async function tellQuarters(): Promise<void> {
    const due = counts.due();
    try {
      await journal.append(due.facts, due.changes);
    } catch (error) {
      due.undo();
      throw error;
    }
  }

  async function saveCounters(): Promise<void> {
    const changes = counts.changes();
    if (changes.length > 0) await journal.append([], changes);
  }

  function oneAtATime(): (task: () => Promise<unknown>) => void {
    let waits = false;
    return (task) => {
      if (waits) return;
      waits = queue.add(async () => {
        waits = false;
        await task();
      });
    };
  }

  function tick(): void {
    const now = clock.nowMs();
    // Consent was withdrawn or ran out in the middle of the visit: it ends here.
    forgetUnless(presence.openVisits().map(({ subject }) => subject));
    parts.incidents().forEach(suspect);
    tellPresence();
    learn(now);
    if (counts.advance(now)) addQuarters(tellQuarters);
  }

  /** What a restart needs to go on with open visits where they were last heard, not where they last changed zone. */
  function heartbeat(): void {
    const present = new Set(presence.subjects());
    forgetUnless([...present]);
    unlearnUnless(present);
    if (!heartbeatWaits) {
      // As it is now: what happens after this is written with its facts, and not before them.
      const changes = presence.changes(true);
      heartbeatWaits = queue.add(async () => {
        heartbeatWaits = false;
        if (changes.length > 0) await journal.append([], changes);
      });
    }
    // By the time that they are written they have gone on: what is written is what they are then.
    addCounters(saveCounters);
  }

  return {
    tick,
    heartbeat,
    learnFrom: (subject) => learntFrom.add(subject),
    tellSecurity,
    saveCounters: () => addCounters(saveCounters),
    oneAtATime,
  };
}
