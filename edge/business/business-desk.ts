import type {
  BasketChange,
  BusinessEvent,
  CardTap,
  DoorCount,
  Receipt,
  ScreenReport,
  WifiAssociation,
} from '../../contract/business-event.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import type { FactDraft } from '../../contract/facts/fact.ts';
import type { Purpose } from '../../contract/records.ts';
import { isName } from '../../contract/scalars.ts';
import type { Shop } from '../domain/shop.ts';
import type { KnownSubject, UnknownReason } from '../domain/subject.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal, StateChange } from '../ports/journal.ts';
import type { Random } from '../ports/random.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { type Buyer, countFact, receiptFact, tapFact } from './business-facts.ts';
import type { EventName, Note, Told } from './told.ts';

/** Equipment that was cut off sends later what it kept; whose clock says more than that has no clock. */
const LATEST_MS = 7 * 86_400_000;
const CLOCK_AHEAD_MS = 60_000;

export interface BusinessDeskParts {
  readonly shop: Shop;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly journal: Pick<Journal, 'append'>;
  readonly told: Told;
  /** The member behind a card who agrees to being recognised, at that moment and still. */
  readonly holderOf: (card: string, shownAt: ShownAt) => KnownSubject | UnknownReason;
  /** The visit that a member was in. */
  readonly visitAt: (subject: string, t: number, zone: string | undefined) => string | undefined;
  /** Somebody agreed to the terms of the guest Wi-Fi; undefined where they are over already. */
  readonly admit: (event: WifiAssociation, member: KnownSubject | undefined) => Note | undefined;
  readonly allows: (subject: string, purpose: Purpose, t: number) => boolean;
  readonly seal: (subject: string, context: string, fields: object) => string | undefined;
  /** A member bought something, who agreed to its being kept; it is on disk. */
  readonly enrich: (subject: string, t: number, lines: Receipt['lines']) => void;
  /** What else is written where a member bought something who agrees to personal offers, too. */
  readonly redeemedBy: (purchase: Bought) => {
    readonly facts: readonly FactDraft[];
    readonly changes: readonly StateChange[];
    undo(): void;
  };
  /** People went through a door: changes of counters that stand or fall with the fact. */
  readonly doorCounted: (count: DoorCount) => { readonly changes: readonly StateChange[]; undo(): void };
  /** A member who agrees to personal offers put something into the basket, or took it out. */
  readonly basketChanged: (holder: KnownSubject, t: number, products: BasketChange['products']) => void;
  /** Takes a screen's report, with changes that must be written with what follows from it. */
  readonly reported: (report: ScreenReport, changes: readonly StateChange[]) => Promise<void>;
}

/** What a member bought, as far as offers go. */
export interface Bought {
  readonly receiptId: string;
  readonly subject: string;
  readonly t: number;
  readonly lines: Receipt['lines'];
  readonly total: number;
  readonly offers?: readonly string[] | undefined;
}

/** Where and when a card was shown. */
export interface ShownAt {
  readonly t: number;
  readonly rx: number;
  /** A reader, a till or a screen. */
  readonly anchor: string;
}

/** A member stands at a reader, a till or a screen. */
export interface Arrival extends ShownAt {
  readonly subject: string;
  /** Who of a household, where the card says so. */
  readonly track: string;
}

/** What tills, card readers, screens, doors and the guest Wi-Fi tell. */
export interface BusinessDesk {
  /**
   * Resolves when it is on disk, was there already, or is refused for what it says; rejects when it could not be written. With what follows
   * of a card that was shown and not known yet.
   */
  keep(event: BusinessEvent): Promise<Arrival | undefined>;
}

/** Identity first, then the disk, and only then what follows: no card number comes out of here. */
export function createBusinessDesk(parts: BusinessDeskParts): BusinessDesk {
  const { shop, clock, telemetry, journal, told } = parts;

  async function keep(event: BusinessEvent): Promise<Arrival | undefined> {
    if (!isName(deviceOf(event))) return refuse(event, 'ING_MALFORMED');
    if (event.type === 'screen-event' && !shop.screens.has(event.screen)) return refuse(event, 'DLV_UNKNOWN_SCREEN');
    const name = nameOf(event);
    const content = contentOf(event);
    const standing = name ? told.standingOf(name, content) : 'new';
    if (standing === 'reused') return refuse(event, 'ING_EVENT_ID_REUSED');
    if (standing === 'known') return counted(event, 'again');
    const id = name ? told.idOf(name) : parts.random.id();
    const note = name && told.note(name, content, clock.nowMs());
    const arrival = await write(id, believed(event), note?.changes ?? []);
    note?.written();
    counted(event, 'kept');
    return arrival;
  }

  async function write(id: string, event: BusinessEvent, changes: readonly StateChange[]): Promise<Arrival | undefined> {
    switch (event.type) {
      case 'card-tap':
        return tap(id, event, changes);
      case 'receipt':
        return bought(id, event, changes);
      case 'wifi-association':
        return joined(event, changes);
      case 'door-count':
        return passed(id, event, changes);
      case 'basket-change':
        return filled(event);
      case 'screen-event':
        await parts.reported(event, changes);
        return undefined;
    }
  }

  async function tap(id: string, { card, ...event }: CardTap, changes: readonly StateChange[]): Promise<Arrival | undefined> {
    const shownAt = { t: event.t, rx: event.rx, anchor: event.reader };
    const holder = holderOf(card, shownAt);
    const subject = holder && allowed(holder.id, 'analytics', event) ? holder.id : undefined;
    await append(tapFact(id, event, zoneOf(event.reader), subject), changes);
    return holder && { ...shownAt, subject: holder.id, track: holder.track };
  }

  async function bought(id: string, { card, ...event }: Receipt, changes: readonly StateChange[]): Promise<Arrival | undefined> {
    const shownAt = { t: event.t, rx: event.rx, anchor: event.till };
    const holder = card === undefined ? undefined : holderOf(card, shownAt);
    const buyer = holder && buyerOf(holder.id, id, event);
    const { t, lines, total, offers } = event;
    const isOffered = buyer && allowed(buyer.subject, 'personal-offers', event);
    const follows = isOffered ? parts.redeemedBy({ receiptId: id, subject: buyer.subject, t, lines, total, offers }) : undefined;
    try {
      await journal.append([receiptFact(id, event, buyer), ...(follows?.facts ?? [])], [...changes, ...(follows?.changes ?? [])]);
    } catch (error) {
      follows?.undo();
      throw error;
    }
    if (buyer) parts.enrich(buyer.subject, event.t, event.lines);
    return holder && { ...shownAt, subject: holder.id, track: holder.track };
  }

  function buyerOf(subject: string, receiptId: string, event: Omit<Receipt, 'card'>): Buyer | undefined {
    if (!allowed(subject, 'analytics', event)) return undefined;
    const sealed = parts.seal(subject, `receipt/${receiptId}`, { lines: event.lines });
    // Without a key the member is being erased: then nobody bought it.
    return sealed === undefined ? undefined : { subject, visitId: parts.visitAt(subject, event.t, zoneOf(event.till)), sealed };
  }

  async function joined(event: WifiAssociation, changes: readonly StateChange[]): Promise<undefined> {
    const { card, t, rx, network } = event;
    const admitted = parts.admit(event, card === undefined ? undefined : holderOf(card, { t, rx, anchor: network }));
    if (!admitted) refuse(event, 'IDN_TERMS_OVER');
    const all = [...changes, ...(admitted?.changes ?? [])];
    if (all.length > 0) await journal.append([], all);
    admitted?.written();
  }

  /** Nothing of a basket is kept: it is out of date at the next change. */
  function filled({ card, device, products, t, rx }: BasketChange): undefined {
    const holder = holderOf(card, { t, rx, anchor: device });
    if (holder && allowed(holder.id, 'personal-offers', { t, rx })) parts.basketChanged(holder, t, products);
    return undefined;
  }

  const zoneOf = (place: string): string | undefined => shop.scannerZones.get(place) ?? shop.screens.get(place);

  async function passed(id: string, count: DoorCount, changes: readonly StateChange[]): Promise<undefined> {
    const counted = parts.doorCounted(count);
    try {
      return await append(countFact(id, count), [...changes, ...counted.changes]);
    } catch (error) {
      counted.undo();
      throw error;
    }
  }

  async function append(fact: FactDraft, changes: readonly StateChange[]): Promise<undefined> {
    await journal.append([fact], changes);
    return undefined;
  }

  function holderOf(card: string, shownAt: ShownAt): KnownSubject | undefined {
    const who = parts.holderOf(card, shownAt);
    return typeof who === 'string' ? undefined : who;
  }

  /** When it happened, and still: what is told late may be of a time before the consent, or come after its withdrawal. */
  function allowed(subject: string, purpose: Purpose, { t, rx }: Moments): boolean {
    return parts.allows(subject, purpose, t) && parts.allows(subject, purpose, rx);
  }

  /** The event at a time that can be: nothing was told before it happened. */
  function believed<E extends BusinessEvent>(event: E): E {
    const { t, rx } = event;
    const suspect = t > rx + CLOCK_AHEAD_MS || t < rx - LATEST_MS;
    if (suspect) telemetry.count('aislegate_refused_total', { source: event.type, code: 'ING_CLOCK_SUSPECT' });
    return suspect || t > rx ? { ...event, t: rx } : event;
  }

  function counted({ type: kind }: BusinessEvent, outcome: 'kept' | 'again'): undefined {
    telemetry.count('aislegate_events_total', { kind, outcome });
    return undefined;
  }

  function refuse(event: BusinessEvent, code: ErrorCode): undefined {
    telemetry.count('aislegate_refused_total', { source: event.type, code });
    return undefined;
  }

  return { keep };
}

interface Moments {
  readonly t: number;
  readonly rx: number;
}

/** Undefined where the event cannot be told from another: then each telling counts. */
function nameOf(event: BusinessEvent): EventName | undefined {
  // Told twice it says the same twice.
  if (event.type === 'basket-change') return undefined;
  const { type: kind, eventId } = event;
  return eventId === undefined ? undefined : { kind, device: deviceOf(event), eventId };
}

/** What told it, as it calls itself. */
export function deviceOf(event: BusinessEvent): string {
  switch (event.type) {
    case 'card-tap':
      return event.reader;
    case 'receipt':
      return event.till;
    case 'door-count':
      return event.door;
    case 'screen-event':
      return event.screen;
    case 'basket-change':
      return event.device;
    case 'wifi-association':
      return event.network;
  }
}

/** What must be the same when the same event is told again; the times of sender and receipt need not be. */
function contentOf(event: BusinessEvent): string {
  switch (event.type) {
    case 'card-tap':
    case 'basket-change':
      return '';
    case 'receipt':
      return JSON.stringify([event.total, event.currency, event.lines, ...(event.offers ? [event.offers] : [])]);
    case 'door-count':
      return JSON.stringify([event.in, event.out]);
    case 'screen-event':
      return JSON.stringify([event.action, event.deliveryId, event.offer, ...(event.scope ? [event.scope] : [])]);
    case 'wifi-association':
      return JSON.stringify([event.termsAt, event.isWithdrawn]);
  }
}
