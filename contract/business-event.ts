import Type from 'typebox';
import type { NotInterestedScope } from './facts/offer-facts.ts';

/** What shop equipment tells besides radio. `card` is an identifier of the kind `card:`, which never goes further than the identity stage. */
export type BusinessEvent = CardTap | Receipt | ScreenReport | DoorCount | WifiAssociation | BasketChange;

/** More than a busy entrance sees between two reports; a larger number is a counter that lies or tells its total. */
export const MAX_DOOR_PEOPLE = 10_000;
export const DoorPeople = Type.Integer({ minimum: 0, maximum: MAX_DOOR_PEOPLE, description: 'people since the last report' });

/** ISO 4217. */
export const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' });

const MOST_MONEY = 1e9;
export const Money = Type.Number({
  minimum: -MOST_MONEY,
  maximum: MOST_MONEY,
  description: 'in the currency of the receipt; negative for a return',
});

export const ReceiptLine = Type.Object({
  product: Type.String({ minLength: 1, maxLength: 64, description: 'as the catalogue of the retailer calls it' }),
  quantity: Type.Number({ minimum: -1e6, maximum: 1e6, description: 'pieces, or kg where it is weighed; negative for a return' }),
  amount: Money,
});
export type ReceiptLine = Type.Static<typeof ReceiptLine>;

export const BasketLine = Type.Object({
  product: Type.String({ minLength: 1, maxLength: 64, description: 'as the catalogue of the retailer calls it' }),
  quantity: Type.Number({ minimum: 0, maximum: 1e6, description: 'pieces, or kg where it is weighed' }),
  amount: Type.Optional(Type.Unsafe<number>({ ...Money, description: 'what it costs together' })),
});
export type BasketLine = Type.Static<typeof BasketLine>;

export const REPORT_TYPES = ['shown', 'touched', 'dismissed', 'not-interested', 'undone'] as const;

interface Told {
  /** ms epoch by the sender's clock, or `rx` where it has none. */
  readonly t: number;
  readonly rx: number;
  /** Unique to the event at its device: the same event told twice counts once. Absent where it cannot be told from another. */
  readonly eventId?: string;
}

export interface CardTap extends Told {
  readonly type: 'card-tap';
  readonly reader: string;
  readonly card: string;
}

export interface Receipt extends Told {
  readonly type: 'receipt';
  readonly eventId: string;
  readonly till: string;
  readonly card?: string;
  readonly lines: readonly ReceiptLine[];
  readonly total: number;
  readonly currency?: string;
  /** Codes of the offers that the till gave. */
  readonly offers?: readonly string[];
}

export interface ScreenReport extends Told {
  readonly type: 'screen-event';
  readonly screen: string;
  readonly action: (typeof REPORT_TYPES)[number];
  /** 32 hex: of what the edge pushed. */
  readonly deliveryId?: string;
  readonly offer?: string;
  /** In what the member is not interested, or is again. */
  readonly scope?: NotInterestedScope;
}

/** People through a door since the last report. */
export interface DoorCount extends Told {
  readonly type: 'door-count';
  readonly door: string;
  readonly in: number;
  readonly out: number;
}

/** What is in the basket of a member who scans by himself, as it is now. */
export interface BasketChange extends Told {
  readonly type: 'basket-change';
  readonly device: string;
  readonly card: string;
  readonly products: readonly BasketLine[];
}

/** A phone joined a guest Wi-Fi, under terms that its owner agreed to. */
export interface WifiAssociation extends Told {
  readonly type: 'wifi-association';
  readonly network: string;
  /** `wifi:`, the address that the phone has on this network. */
  readonly address: string;
  /** ms epoch at which the terms were agreed to. */
  readonly termsAt: number;
  /** The guest took the terms back. */
  readonly isWithdrawn?: true;
  /** A member signed in with the card. */
  readonly card?: string;
}
