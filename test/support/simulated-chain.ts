import { live, type PaidAtTheTill, type Witness } from '../../cli/simulate/offers/live.ts';
import { countRanking } from '../../cli/simulate/offers/model-ranking.ts';
import { served } from '../../cli/simulate/offers/policies.ts';
import { catalogueOf } from '../../cli/simulate/offers/shelf-offers.ts';
import type { Database } from '../../cloud/ports/database.ts';
import type { FactDraft } from '../../contract/facts/fact.ts';
import { instantText } from '../../contract/instant.ts';
import { seal } from '../../contract/seal.ts';
import { createOfferWorld } from '../../devices/simulator/offer-world/world.ts';
import type { Decided } from '../../edge/offers/decide.ts';
import { hexId } from './facts.ts';
import { chainWithLog } from './log-of-a-chain.ts';

export interface SimulatedMonths {
  readonly seed: number;
  readonly members: number;
  readonly untilDay: number;
  readonly exploreShare: number;
}

const SHOP = 'lyon';
const TOLD_AT_ONCE = 500;

/**
 * Headquarters to which a shop told what its own code decided, and what members made of it, in a world in which the true chance of every
 * redemption is known.
 */
export async function simulatedChain(database: Database, { seed, members, untilDay, exploreShare }: SimulatedMonths) {
  const chain = await chainWithLog(database, seed);
  const world = createOfferWorld({ seed, variant: 'personal', members });
  const rows = world.members.map((_, n) => `S-${n},Sim,card:8${String(n).padStart(6, '0')},recognition|personal-offers|analytics`);
  await chain.put('members', `member_id,first_name,identifiers,consents\n${rows.join('\n')}\n`);
  await chain.put('catalogue', JSON.stringify(Array.from(catalogueOf(world).values(), ({ offer }) => offer)));
  const subjects = await Promise.all(world.members.map((_, n) => chain.subjectOf(`S-${n}`)));

  const drafts: FactDraft[] = [];
  /** By decision and offer. */
  const truth = new Map<string, ReadonlyMap<string, number>>();
  let receipts = 0;
  let latest: Decided | undefined;
  const subjectOf = (member: number): string => subjects[member] ?? '';
  const witness: Witness = {
    chosen({ situation }, { offer, among }, trueChance) {
      if (latest === undefined) return;
      const subject = subjectOf(Number.parseInt(situation.people[0].subject.slice(0, 8), 16));
      const { decision } = latest;
      const { decisionId, visitId, zone, decidedAt } = decision;
      drafts.push({ kind: 'decision', t: situation.t, data: { ...decision, subject, contributions: [], refused: [] } });
      if (offer === undefined) return;
      truth.set(decisionId, new Map(among.map((id) => [id, trueChance(id)])));
      const what = { deliveryId: decisionId, decisionId, visitId, subject, offer, zone, screen: `screen-${zone}` };
      drafts.push({ kind: 'exposure', t: situation.t, data: { ...what, pushedAt: decidedAt, shownAt: decidedAt } });
    },
    paid(receipt) {
      receipts += 1;
      drafts.push(...paid(receipt, subjectOf(receipt.member), receipts));
    },
  };
  function paid({ visitId, at, lines, redeemed }: PaidAtTheTill, subject: string, n: number): FactDraft[] {
    const receiptId = hexId(9, n);
    const bought = lines.map(({ product, quantity }) => ({ product: product.id, quantity, amount: quantity * product.price }));
    const nonce = new Uint8Array(12);
    new DataView(nonce.buffer).setUint32(0, n);
    const sealed = seal(chain.keyRing.get(subject) ?? new Uint8Array(32), `receipt/${receiptId}`, { lines: bought }, nonce);
    const total = bought.reduce((sum, { amount }) => sum + amount, 0);
    const told = { receiptId, till: 'till-1', at: instantText(at), total, currency: 'EUR', subject, sealed };
    return [
      { kind: 'receipt', t: at, data: told },
      ...redeemed.map(({ decisionId, offer }, index): FactDraft => {
        const which = { redemptionId: hexId(10 + index, n), decisionId, visitId, subject, offer, receiptId };
        return { kind: 'redemption', t: at, data: { ...which, proof: 'code', at: instantText(at) } };
      }),
    ];
  }

  const begins = Math.min(...world.offers.map(({ fromDay }) => fromDay));
  const policy = served({
    rankingOf: countRanking,
    exploreShare,
    chosen(_asked, decided) {
      latest = decided;
    },
  });
  const days = live({ world, seed, policyOn: (day) => (day >= begins ? policy : undefined), untilDay, witness });
  for (const _day of days) {
    while (drafts.length > 0) await chain.tell(SHOP, drafts.splice(0, TOLD_AT_ONCE));
  }
  return { ...chain, shop: SHOP, truth };
}
