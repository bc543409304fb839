import type { Settings, Site } from '../../contract/site.ts';
import { shopOf } from '../../edge/config/shop.ts';
import { parseSite } from '../../edge/config/site.ts';
import type { PresenceEvent } from '../../edge/domain/presence-event.ts';
import type { Shop } from '../../edge/domain/shop.ts';
import { OUT } from '../../edge/presence/engine/presence-engine.ts';
import { createPresence, type Presence, type PresenceParts } from '../../edge/presence/presence.ts';
import { fakePresenceEngine } from '../fakes/presence-engine.ts';

/** Ten in the morning in a shop whose clocks show noon. */
export const TEN_MS = Date.UTC(2026, 5, 1, 10);

export const SCANNER_ZONES = { b1: 'bakery', b2: 'bakery', w1: 'wine', t1: 'tills', street: OUT } as const;
type Anchor = keyof typeof SCANNER_ZONES | 'cellar';

const site = (settings: Settings): Site => ({
  shop: { id: 'shop-1', name: 'Corner shop', timezone: 'Europe/Paris' },
  zones: ['bakery', 'wine', 'tills'].map((id) => ({ id, name: id, ...(id === 'bakery' && { kind: 'inside' }) })),
  scanners: [
    ...(['b1', 'b2', 'w1', 't1'] as const).map((id) => ({ id, zone: SCANNER_ZONES[id] })),
    { id: 'street', side: 'outside' },
    { id: 'cellar' },
  ],
  settings,
});

export const shopWith = (settings: Settings = {}): Shop => shopOf(parseSite(site(settings)));

/** Heard from `from` to before `to` (s), twice a second, by one scanner clearly or by some at their levels. */
export type Scene = readonly [from: number, to: number, levels: Readonly<Partial<Record<Anchor, number>>> | Anchor];

export class Walks {
  readonly presence: Presence;
  readonly events: PresenceEvent[] = [];
  /** s after ten. */
  now: number;

  constructor(settings: Settings = {}, parts: Partial<PresenceParts> = {}, startS = 0) {
    let ids = 0;
    this.presence = createPresence({
      shop: shopWith(settings),
      engine: fakePresenceEngine(SCANNER_ZONES),
      id: () => `id-${++ids}`,
      ...parts,
    });
    this.now = startS;
    this.events.push(...this.presence.advance(TEN_MS + startS * 1000));
  }

  hear(subject: string, anchor: string, atS: number, rssiDbm = -60): void {
    const t = TEN_MS + Math.round(atS * 1000);
    this.presence.observe(subject, { t, rx: TEN_MS + this.now * 1000, anchor, mobile: 'ble:dd8800003777', radio: 'ble', rssiDbm });
  }

  /** Lets the time pass up to `untilS`. */
  pass(untilS: number): PresenceEvent[] {
    const told: PresenceEvent[] = [];
    while (this.now < untilS) {
      this.now = Math.min(untilS, this.now + 1);
      told.push(...this.presence.advance(TEN_MS + this.now * 1000));
    }
    this.events.push(...told);
    return told;
  }

  /** Live, as it happens. */
  live(scenes: readonly Scene[], subject = 'anna'): PresenceEvent[] {
    const told: PresenceEvent[] = [];
    for (const [from, to, levels] of scenes) {
      told.push(...this.pass(from));
      for (let s = from; s < to; s += 0.5) {
        this.#scene(subject, s, levels);
        if (Number.isInteger(s + 0.5)) told.push(...this.pass(s + 0.5));
      }
    }
    return told;
  }

  /** Told now, of a time that is long over. */
  late(scenes: readonly Scene[], subject = 'anna'): void {
    for (const [from, to, levels] of scenes) for (let s = from; s < to; s += 0.5) this.#scene(subject, s, levels);
  }

  #scene(subject: string, s: number, levels: Scene[2]): void {
    const all = typeof levels === 'string' ? { [levels]: -60 } : levels;
    for (const [anchor, rssiDbm] of Object.entries(all)) this.hear(subject, anchor, s, rssiDbm);
  }
}

/** What happened, each with its zone and its second. */
export function told(events: readonly PresenceEvent[]): string[] {
  return events.map((event) => {
    const at = (t: number): number => (t - TEN_MS) / 1000;
    if (event.type === 'stay-told') {
      const { zone, enteredAt, leftAt, dwellMs, revision } = event.stay;
      return `stay ${zone} ${at(enteredAt)}-${at(leftAt)} dwell ${dwellMs / 1000}${revision > 1 ? ` revision ${revision}` : ''}`;
    }
    if (event.type === 'visit-closed' || event.type === 'visit-revised') {
      const { openedAt, closedAt, end, revision } = event.visit;
      return `${event.type} ${at(openedAt)}-${at(closedAt)} ${end}${revision > 1 ? ` revision ${revision}` : ''}`;
    }
    return `${event.type} ${event.zone} ${at(event.t)}`;
  });
}

/** Without what only matters to those who act on it now. */
export const facts = (events: readonly PresenceEvent[]): string[] =>
  told(events.filter(({ type }) => ['visit-opened', 'stay-told', 'visit-closed', 'visit-revised'].includes(type)));
