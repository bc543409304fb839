import type { LoggedCandidate, LoggedOffer, LoggedSlate, OfferLog } from '../../offer-log/log.ts';
import type { ChainFigures, MemberHistory, OwnOffer } from '../features/inputs.ts';
import { audiencesOf } from './audiences.ts';
import { ChainRecord } from './chain-record.ts';
import { DAY_MS } from './log-content.ts';
import { MemberRecord } from './member-record.ts';

interface Redemption {
  readonly candidate: LoggedCandidate;
  readonly at: number;
}

/**
 * A log wound back to a moment that only moves forward: of everything dated at that moment or later nothing is seen, so that what is computed is what
 * could have been computed then.
 */
export class LogCursor {
  readonly #log: OfferLog;
  readonly #chain: ChainRecord;
  readonly #members = new Map<string, MemberRecord>();
  /** The slates that each member was shown before the moment. */
  readonly #shown = new Map<string, LoggedSlate[]>();
  readonly #redemptions: readonly Redemption[];
  #at = Number.NEGATIVE_INFINITY;
  #purchase = 0;
  #slate = 0;
  #redemption = 0;

  constructor(log: OfferLog) {
    this.#log = log;
    this.#chain = new ChainRecord(log);
    this.#redemptions = redemptionsOf(log);
  }

  /** Winds forward to `at`, which is not before where the cursor is. */
  windTo(at: number): void {
    const { purchases, slates } = this.#log;
    for (let next = purchases[this.#purchase]; next && next.at < at; next = purchases[this.#purchase]) {
      this.#chain.sell(next);
      this.#member(next.memberId).buy(next);
      this.#purchase += 1;
    }
    for (let next = slates[this.#slate]; next && next.shownAt < at; next = slates[this.#slate]) {
      for (const candidate of next.candidates) if (candidate.shown) this.#chain.show(candidate);
      const shown = this.#shown.get(next.memberId);
      if (shown) shown.push(next);
      else this.#shown.set(next.memberId, [next]);
      this.#slate += 1;
    }
    for (let next = this.#redemptions[this.#redemption]; next && next.at < at; next = this.#redemptions[this.#redemption]) {
      this.#chain.redeem(next.candidate);
      this.#redemption += 1;
    }
    this.#at = at;
  }

  /** What is known of everybody; `slates` are those of the moment, whose members are the audience of their offers. */
  figures(slates: readonly LoggedSlate[]): ChainFigures {
    const before = this.#chain.figures(this.#at, new Map());
    return { ...before, audiences: audiencesOf(slates, (member) => this.#members.get(member), before.historyDays) };
  }

  /** What is known of one member; `together` are the campaigns that begin for the member at this moment beside the one that is scored. */
  history(memberId: string, together = 0): MemberHistory {
    const record = this.#members.get(memberId) ?? new MemberRecord();
    const slates = this.#shown.get(memberId) ?? [];
    return {
      lines: record.lines(this.#at),
      offers: slates.flatMap((slate) => this.#ownOffers(slate)),
      activeCampaigns: runningAt(slates, this.#at) + together,
      ...record.trips(this.#at),
    };
  }

  #ownOffers({ shownAt, candidates }: LoggedSlate): OwnOffer[] {
    return candidates.flatMap(({ shown, offer, shownShare, redeemedAt }) => {
      if (!shown) return [];
      const known = redeemedAt !== undefined && redeemedAt < this.#at;
      return {
        code: offer.code,
        campaign: offer.campaignId,
        campaignType: offer.campaignType,
        startedDaysAgo: (this.#at - shownAt) / DAY_MS,
        shownShare,
        redeemedDaysAgo: known ? (this.#at - redeemedAt) / DAY_MS : undefined,
      };
    });
  }

  #member(id: string): MemberRecord {
    const known = this.#members.get(id);
    if (known) return known;
    const record = new MemberRecord();
    this.#members.set(id, record);
    return record;
  }
}

/** By time. What is dated before its offer was shown counts from then. */
function redemptionsOf({ slates }: OfferLog): readonly Redemption[] {
  const redemptions = slates.flatMap(({ shownAt, candidates }) =>
    candidates.flatMap((candidate) =>
      candidate.redeemedAt === undefined || !candidate.shown ? [] : [{ candidate, at: Math.max(shownAt, candidate.redeemedAt) }],
    ),
  );
  return redemptions.sort((a, b) => a.at - b.at);
}

function runningAt(slates: readonly LoggedSlate[], at: number): number {
  const running = new Set<string>();
  const include = ({ campaignId, endsAt }: LoggedOffer) => endsAt >= at && running.add(campaignId);
  for (const { candidates } of slates) for (const { shown, offer } of candidates) if (shown) include(offer);
  return running.size;
}
