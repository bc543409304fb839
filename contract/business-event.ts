/** What shop equipment tells besides radio. `card` is an identifier of the kind `card:`, which never goes further than the identity stage. */
export type BusinessEvent = CardTap | Receipt | ScreenReport | DoorCount;

interface Told {
  /** ms epoch by the sender's clock, or `rx` where it has none. */
  readonly t: number;
  readonly rx: number;
  /** The sender's own id: the same event told twice counts once. */
  readonly eventId?: string;
}

export interface CardTap extends Told {
  readonly type: 'card-tap';
  readonly reader: string;
  readonly card: string;
}

export interface ReceiptLine {
  readonly product: string;
  readonly quantity: number;
  /** Paid for the line, in the currency of the shop; negative for a return. */
  readonly amount: number;
}

export interface Receipt extends Told {
  readonly type: 'receipt';
  readonly eventId: string;
  readonly till: string;
  readonly card?: string;
  readonly lines: readonly ReceiptLine[];
  readonly total: number;
  /** ISO 4217. */
  readonly currency?: string;
}

export interface ScreenReport extends Told {
  readonly type: 'screen-event';
  readonly screen: string;
  readonly action: 'shown' | 'touched' | 'dismissed';
  /** 32 hex: of what the edge pushed. */
  readonly deliveryId?: string;
  readonly offer?: string;
}

/** People through a door since the last report. */
export interface DoorCount extends Told {
  readonly type: 'door-count';
  readonly door: string;
  readonly in: number;
  readonly out: number;
}
