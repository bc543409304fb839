import type { Campaign, LeaseReply, LeaseRequest } from '../../../contract/offers/budget.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Headquarters } from '../../ports/headquarters.ts';
import type { Journal } from '../../ports/journal.ts';
import type { Budgets } from './budgets.ts';

const PERIOD_MS = 10_000;
/** Who was heard so long ago, and has no visit, is gone. Short: what a shop that is switched off overnight still has is lost. */
const GONE_MS = 5 * 60_000;
/** What is told so late says nothing of who is here. */
const LATEST_MS = 60_000;
/** So many members at a time: headquarters answers other shops, too. */
const LANES = 8;
const MOST_GIVEN_BACK = 400;

export interface LeaseClientParts {
  readonly budgets: Budgets;
  readonly headquarters: Pick<Headquarters, 'lease' | 'reachable'>;
  readonly journal: Pick<Journal, 'append'>;
  readonly clock: Clock;
  /** Campaigns of which an offer may still be shown. */
  readonly running: () => readonly Campaign[];
  /** Whose visits go on. */
  readonly visitors: () => Iterable<string>;
  /** Who agrees to personal offers. */
  readonly mayOffer: (subject: string, t: number) => boolean;
}

export interface LeaseClient {
  /** Asks ahead for what will be spent, and gives back what is left of campaigns that are over and of members who are gone. */
  work(): Promise<void>;
  /** Somebody was heard: what may be spent on a member who was not here before is asked for at once. */
  recognised(subject: string, t: number): void;
  forget(subject: string): void;
  start(): Cancel;
}

/** While headquarters is away nothing changes: the shop spends what it has, as long as its leases last. */
export function createLeaseClient(parts: LeaseClientParts): LeaseClient {
  const { budgets, headquarters, journal, clock, running, mayOffer } = parts;
  const { leases, ofMembers } = budgets;
  /** Members who are here → when they were last heard, or had a visit. */
  const here = new Map<string, number>();
  /** Came since the last round, and wait for a lane. */
  const newcomers = new Set<string>();
  /** Of whom a request is on its way: one at a time, for the answer to an older one must not stand over that to a newer one. */
  const busy = new Set<string>();
  let lanes = 0;

  /** Whether headquarters answered. */
  async function ask(request: LeaseRequest): Promise<boolean> {
    const reply = await headquarters.lease(request).catch(() => undefined);
    if (reply && isAnswer(request, reply)) {
      const changes = isOfMember(request) ? ofMembers.answered(request, reply) : leases.answered(request, reply);
      if (changes.length > 0) await journal.append([], changes);
    }
    return reply !== undefined;
  }

  /** Who does not answer one does not answer the next. */
  async function askEach(requests: readonly LeaseRequest[]): Promise<boolean> {
    for (const request of requests) if (!(await ask(request))) return false;
    return true;
  }

  /** What is in doubt is told first; then it is known what there is to ask for. */
  async function settle(requests: () => readonly LeaseRequest[]): Promise<boolean> {
    return (await askEach(requests())) && askEach(requests());
  }

  async function alone(subject: string, task: () => Promise<boolean>): Promise<boolean> {
    busy.add(subject);
    try {
      return await task();
    } finally {
      busy.delete(subject);
    }
  }

  async function attend(subject: string, campaigns: readonly Campaign[]): Promise<boolean> {
    if (busy.has(subject)) return true;
    // Who was forgotten between two answers is asked for no more.
    const requests = () => (here.has(subject) ? ofMembers.requests(subject, campaigns, clock.nowMs()) : []);
    return alone(subject, () => settle(requests));
  }

  /** Several members side by side, until headquarters does not answer. */
  async function inLanes(subjects: Iterable<string>, task: (subject: string) => Promise<boolean>): Promise<boolean> {
    const waiting = subjects[Symbol.iterator]();
    let isHeard = true;
    const lane = async (): Promise<void> => {
      for (let next = waiting.next(); isHeard && !next.done; next = waiting.next()) {
        if (!(await task(next.value))) isHeard = false;
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return isHeard;
  }

  async function attendNewcomers(): Promise<void> {
    lanes += 1;
    try {
      for (const subject of newcomers) {
        newcomers.delete(subject);
        // The next round asks again, for all who are here.
        if (!(await attend(subject, running()))) return newcomers.clear();
      }
    } finally {
      lanes -= 1;
    }
  }

  function lookAround(now: number): void {
    for (const subject of parts.visitors()) if (mayOffer(subject, now)) here.set(subject, now);
    for (const [subject, t] of here) if (Math.abs(now - t) > GONE_MS) here.delete(subject);
  }

  /** On disk before it is told. A few at a time, so that a link that is cut at this moment costs few members what is left of theirs. */
  async function giveBack(now: number): Promise<void> {
    const gone = [...ofMembers.lent()].filter((subject) => !here.has(subject)).slice(0, MOST_GIVEN_BACK);
    await inLanes(gone, async (subject) => {
      // Came back meanwhile.
      if (here.has(subject) || busy.has(subject)) return true;
      return alone(subject, async () => {
        const { changes, requests } = ofMembers.givenBack(subject, now);
        if (changes.length > 0) await journal.append([], changes);
        return askEach(requests);
      });
    });
  }

  async function work(): Promise<void> {
    const now = clock.nowMs();
    const campaigns = running();
    lookAround(now);
    const lapsed = budgets.lapse(now);
    const { changes, requests } = leases.givenBack(new Set(campaigns.map(({ id }) => id)), now);
    if (lapsed.length + changes.length > 0) await journal.append([], [...lapsed, ...changes]);
    if (!(await askEach(requests))) return;
    if (!(await settle(() => leases.requests(campaigns, clock.nowMs())))) return;
    if (!headquarters.reachable()) return;
    if (await inLanes(here.keys(), (subject) => attend(subject, campaigns))) await giveBack(now);
  }

  return {
    work,
    recognised(subject, t) {
      const now = clock.nowMs();
      const before = here.get(subject);
      // Told with every sighting: mostly there is nothing to do.
      if (before !== undefined && Math.abs(now - before) < PERIOD_MS) return;
      if (now - t > LATEST_MS || !mayOffer(subject, now)) return;
      here.set(subject, now);
      if (before !== undefined || !headquarters.reachable()) return;
      newcomers.add(subject);
      // What fails here is asked again by the next round.
      if (lanes < LANES) void attendNewcomers().catch(() => {});
    },
    forget(subject) {
      here.delete(subject);
      newcomers.delete(subject);
    },
    start: () => clock.every(PERIOD_MS, work),
  };
}

function isAnswer(request: LeaseRequest, { campaign, member }: LeaseReply): boolean {
  return campaign === request.campaign && member === request.member;
}

function isOfMember(request: LeaseRequest): request is LeaseRequest & { readonly member: string } {
  return request.member !== undefined;
}
