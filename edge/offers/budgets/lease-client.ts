import type { Campaign, LeaseReply, LeaseRequest } from '../../../contract/offers/budget.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Headquarters } from '../../ports/headquarters.ts';
import type { Journal } from '../../ports/journal.ts';
import type { Budgets } from './budgets.ts';

const PERIOD_MS = 10_000;

export interface LeaseClientParts {
  readonly budgets: Budgets;
  readonly headquarters: Pick<Headquarters, 'lease'>;
  readonly journal: Pick<Journal, 'append'>;
  readonly clock: Clock;
  /** Campaigns of which an offer may still be shown. */
  readonly running: () => readonly Campaign[];
}

export interface LeaseClient {
  /** Asks ahead for what will be spent, and gives back what is left of campaigns that are over. While headquarters is away it changes nothing. */
  work(): Promise<void>;
  start(): Cancel;
}

export function createLeaseClient({ budgets, headquarters, journal, clock, running }: LeaseClientParts): LeaseClient {
  const { leases } = budgets;

  async function ask(request: LeaseRequest): Promise<boolean> {
    const reply = await headquarters.lease(request).catch(() => undefined);
    if (reply && isAnswer(request, reply)) await journal.append([], leases.answered(request, reply));
    return reply !== undefined;
  }

  async function work(): Promise<void> {
    const now = clock.nowMs();
    const campaigns = running();
    const lapsed = budgets.lapse(now);
    const { changes, requests } = leases.givenBack(new Set(campaigns.map(({ id }) => id)), now);
    if (lapsed.length + changes.length > 0) await journal.append([], [...lapsed, ...changes]);
    // Who does not answer one does not answer the next.
    for (const request of [...requests, ...leases.requests(campaigns, now)]) if (!(await ask(request))) return;
  }

  return { work, start: () => clock.every(PERIOD_MS, work) };
}

function isAnswer(request: LeaseRequest, { campaign }: LeaseReply): boolean {
  return campaign === request.campaign;
}
