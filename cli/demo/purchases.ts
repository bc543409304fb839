import type { MemberFields } from '../../contract/records.ts';
import type { Receipt } from '../../devices/simulator/purchases.ts';
import { DEMO_GOODS } from './goods.ts';

const PRODUCT_NUMBER = /-(\d+)$/u;

/**
 * What the demo's tills print: the simulator's purchases with goods of the demo shop instead of numbers, and with the card of who is a member. What
 * people buy does not depend on what they were shown: the demo says nothing of what offers bring.
 */
export function demoReceipts(
  receipts: readonly Receipt[],
  beaconOf: (person: string) => string | undefined,
  members: readonly MemberFields[],
): (Receipt & { readonly card?: string })[] {
  const cards = new Map(members.map(({ identifiers: [beacon = '', card] }) => [beacon, card?.slice('card:'.length)]));
  return receipts.map((receipt) => {
    const card = cards.get(beaconOf(receipt.person) ?? '');
    return { ...receipt, lines: receipt.lines.map(asGoods), ...(card !== undefined && { card }) };
  });
}

function asGoods(line: Receipt['lines'][number]): Receipt['lines'][number] {
  const goods = DEMO_GOODS[line.category] ?? [];
  const number = Number(PRODUCT_NUMBER.exec(line.product)?.[1] ?? 0);
  return { ...line, product: goods[number % goods.length] ?? line.product };
}
