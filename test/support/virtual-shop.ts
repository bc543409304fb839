import type { KeyOf } from '../../contract/decoder.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import type { Fact, FactKind, FactOf } from '../../contract/facts/fact.ts';
import { factKind } from '../../contract/facts/fact.ts';
import type { ScreenEvent, ShowMessage, StaffAlert } from '../../contract/messages.ts';
import type { Offer } from '../../contract/offers/offer.ts';
import { type MemberFields, memberSealContext, orderSealContext, PURPOSES, type Purpose } from '../../contract/records.ts';
import { seal } from '../../contract/seal.ts';
import type { Site } from '../../contract/site.ts';
import { subjects } from '../../contract/subjects.ts';
import { loadDecoders } from '../../devices/catalogue.ts';
import { MemoryBus } from '../../edge/adapters/memory/bus.ts';
import { VirtualClock } from '../../edge/adapters/memory/clock.ts';
import { JournalDisk, MemoryJournal } from '../../edge/adapters/memory/journal.ts';
import { MemoryKeyRing } from '../../edge/adapters/memory/key-ring.ts';
import { MemberDisk, MemoryMemberStore } from '../../edge/adapters/memory/member-store.ts';
import { memoryModelStore } from '../../edge/adapters/memory/model-store.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import { MemoryRecognition } from '../../edge/adapters/memory/recognition.ts';
import { MemoryReplica } from '../../edge/adapters/memory/replica.ts';
import { MemorySecretSlots } from '../../edge/adapters/memory/secret-slots.ts';
import type { AssembledShop } from '../../edge/assembled-shop.ts';
import { assembleShop } from '../../edge/assembly.ts';
import { shopOf } from '../../edge/config/shop.ts';
import type { Recognition } from '../../edge/ports/recognition.ts';
import { deflated } from '../../platform/packing.ts';
import { FakeHeadquarters } from '../fakes/fake-headquarters.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';

export const OPENING_MS = Date.UTC(2026, 5, 1, 9);
export const ADA = 'ab'.repeat(16);
export const BOB = 'cd'.repeat(16);
export const TAG = 'ibeacon:426c7565-4368-6172-6d42-6561636f6e73-1-7';
export const ANOTHER_TAG = 'ibeacon:426c7565-4368-6172-6d42-6561636f6e73-1-9';
const IDENTIFIER_KEY = new Uint8Array(32).fill(9);
const MEMBER_KEY = new Uint8Array(32).fill(7);
const DAY_MS = 86_400_000;
const instant = (t: number): string => new Date(t).toISOString();

export const SITE: Site = {
  shop: { id: 'shop-1', name: 'Corner shop', timezone: 'Europe/Paris' },
  zones: [
    { id: 'bakery', name: 'Bakery' },
    { id: 'wine', name: 'Wine' },
    { id: 'stairs', name: 'Stairs' },
  ],
  scanners: [
    { id: 'b1', zone: 'bakery' },
    { id: 'w1', zone: 'wine' },
    { id: 's1', zone: 'stairs' },
  ],
  screens: [
    { id: 'bakery-screen', zone: 'bakery' },
    { id: 'wine-screen', zone: 'wine' },
    { id: 'wine-till', zone: 'wine' },
  ],
  devices: [{ id: 'phone-1', name: 'Alex' }],
  settings: { offers: { exploreShare: 0 } },
};

export function offer(id: string, zone: string, more: Partial<Offer> = {}): Offer {
  const period = { startsAt: instant(OPENING_MS - DAY_MS), endsAt: instant(OPENING_MS + DAY_MS) };
  return {
    id,
    campaign: 'spring',
    title: `Offer ${id}`,
    kind: 'percent-off',
    value: 10,
    category: zone,
    zones: [zone],
    ...period,
    ...more,
  };
}

export interface WorldOptions {
  readonly openingMs?: number;
  readonly keyOf?: KeyOf;
  readonly recognition?: Recognition;
}

/** What survives a restart of the shop's computer, and what stands outside of it. */
export class World {
  readonly disk = new JournalDisk();
  readonly keys = new Map<string, Buffer>();
  readonly members = new MemberDisk();
  readonly secrets = new MemorySecretSlots();
  readonly replica = new Map<string, string>();
  readonly bus = new MemoryBus();
  readonly headquarters = new FakeHeadquarters('shop-1');
  readonly clock: VirtualClock;
  readonly telemetry = new FakeTelemetry();
  /** Whether screens report what they show, as they do unless something is wrong. */
  screensAnswer = true;
  #shop: AssembledShop | undefined;

  readonly site: Site;
  readonly #keyOf: KeyOf | undefined;
  readonly #recognition: Recognition | undefined;

  /** `keyOf` has the keys of encrypting sensors; `recognition` knows what rotates, in place of one that knows the secrets of members. */
  constructor(site: Site = SITE, { openingMs = OPENING_MS, keyOf, recognition }: WorldOptions = {}) {
    this.site = site;
    this.clock = new VirtualClock(openingMs);
    this.#keyOf = keyOf;
    this.#recognition = recognition;
    this.headquarters.memberKeys.set(ADA, MEMBER_KEY);
    this.bus.subscribe('aislegate.shop-1.screen.*.show', (subject, payload) => {
      const message = JSON.parse(Buffer.from(payload).toString()) as ShowMessage;
      if (this.screensAnswer && message.expiresAt > message.showAt)
        this.screen(subject.split('.')[3] ?? '', { type: 'shown', deliveryId: message.deliveryId });
    });
  }

  get shop(): AssembledShop {
    if (!this.#shop) throw new Error('the shop is closed');
    return this.#shop;
  }

  /** Starts the shop's computer. */
  async open(): Promise<void> {
    const { clock, telemetry, bus, headquarters, disk } = this;
    const random = seededRandom((clock.nowMs() % 1000) + 1);
    this.#shop = assembleShop({
      shop: shopOf(this.site),
      decoders: await loadDecoders(),
      clock,
      random,
      telemetry,
      bus,
      headquarters,
      journal: new MemoryJournal({ shop: 'shop-1', clock, random, disk }),
      replica: new MemoryReplica(this.replica),
      keyRing: new MemoryKeyRing(this.keys),
      packing: deflated,
      members: new MemoryMemberStore(this.members),
      recognition: this.#recognition ?? new MemoryRecognition(this.secrets),
      identifierKey: IDENTIFIER_KEY,
      models: memoryModelStore(),
      modelKeys: [],
      ...(this.#keyOf && { keyOf: this.#keyOf }),
    });
    await this.#shop.start();
    await this.pass(3000);
  }

  async close(): Promise<void> {
    await this.shop.stop();
    this.#shop = undefined;
  }

  /** Lets time pass, with everything that follows from it. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 250) {
      await this.clock.advance(Math.min(250, left));
      // A shop that waits for its disk waits for this clock: then there is nothing to wait for here.
      if (this.disk.broken) await new Promise((resolve) => setImmediate(resolve));
      else await this.#shop?.pipeline.settled();
    }
  }

  /** Somebody carries a tag through a zone for a while; each scanner hears it twice a second. */
  async walk(zone: 'b1' | 'w1' | 's1', seconds: number, id = TAG.replace('ibeacon', 'iBeacon')): Promise<void> {
    for (let half = 0; half < seconds * 2; half += 1) {
      for (const scanner of ['b1', 'w1', 's1']) {
        const payload = Buffer.from(JSON.stringify({ id, rssi: scanner === zone ? -60 : -85 }));
        const topic = `espresense/devices/${id}/${scanner}`;
        this.shop.pipeline.receive({ rx: this.clock.nowMs(), source: 'mqtt', topic, payload });
      }
      await this.pass(500);
    }
  }

  /** One gateway of our own format hears something once, in the zone of a scanner. */
  hears(scanner: string, mobile: string, more: object = {}): void {
    const payload = Buffer.from(JSON.stringify({ mobile, rssiDbm: -60, ...more }));
    this.shop.pipeline.receive({ rx: this.clock.nowMs(), source: 'mqtt', topic: `aislegate/shop-1/sighting/${scanner}`, payload });
  }

  /** Somebody stays for a while where a scanner hears what is advertised at each moment, once a second. */
  async stays(scanner: string, seconds: number, mobileAt: string | ((t: number) => string)): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      this.hears(scanner, typeof mobileAt === 'string' ? mobileAt : mobileAt(this.clock.nowMs()));
      await this.pass(1000);
    }
  }

  /** A till, a reader or a portal tells something by MQTT, below `aislegate/<shop>/`. */
  async tells(topic: string, body: object): Promise<void> {
    const payload = Buffer.from(JSON.stringify(body));
    await this.shop.pipeline.keep({ rx: this.clock.nowMs(), source: 'mqtt', topic: `aislegate/shop-1/${topic}`, payload });
  }

  /** Something is posted to the path of a format; why nothing of it was used, if so. */
  posts(format: string, body: string | object): Promise<ErrorCode | undefined> {
    const payload = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    return this.shop.pipeline.submit({ rx: this.clock.nowMs(), source: 'http', topic: `/ingest/${format}`, payload });
  }

  member(purposes: readonly Purpose[] = PURPOSES, more: Partial<MemberFields> = {}): void {
    const consents = purposes.map((purpose) => ({ purpose, givenAt: instant(OPENING_MS - DAY_MS) }));
    const fields = { memberId: 'M-1', firstName: 'Ada', identifiers: [TAG], consents, affinities: { wine: 0.5 }, ...more };
    const sealed = seal(MEMBER_KEY, memberSealContext(ADA), fields, new Uint8Array(12));
    this.headquarters.change('members', `all.${ADA}`, { subject: ADA, sealed });
  }

  /** Somebody else, who agrees to everything. */
  anotherMember(more: Partial<MemberFields> = {}): void {
    const consents = PURPOSES.map((purpose) => ({ purpose, givenAt: instant(OPENING_MS - DAY_MS) }));
    const fields = { memberId: 'M-2', firstName: 'Bob', identifiers: [ANOTHER_TAG], consents, ...more };
    this.headquarters.memberKeys.set(BOB, MEMBER_KEY);
    const sealed = seal(MEMBER_KEY, memberSealContext(BOB), fields, new Uint8Array(12));
    this.headquarters.change('members', `all.${BOB}`, { subject: BOB, sealed });
  }

  order(id = 'ord-1', state = 'ready'): void {
    const sealed = seal(MEMBER_KEY, orderSealContext(id), { orderNumber: 'A-17' }, new Uint8Array(12));
    this.headquarters.change('orders', `shop-1.${id}`, { id, subject: ADA, state, readyAt: instant(OPENING_MS), sealed });
  }

  offer(id: string, zone: string, more: Partial<Offer> = {}): void {
    this.headquarters.change('catalogue', `all.${id}`, offer(id, zone, more));
  }

  screen(screen: string, event: Omit<ScreenEvent, 'eventId'>): void {
    this.bus.deliver(subjects.screenEvent('shop-1', screen), Buffer.from(JSON.stringify({ eventId: '0'.repeat(32), ...event })));
  }

  staff(event: { type: 'hello' | 'acknowledged'; alertId?: string }, device = 'phone-1'): void {
    this.bus.deliver(subjects.staffEvent('shop-1', device), Buffer.from(JSON.stringify({ eventId: '0'.repeat(32), ...event })));
  }

  facts<K extends FactKind>(kind: K): FactOf<K>['data'][] {
    return this.disk.facts.filter((fact: Fact) => factKind(fact) === kind).map((fact) => fact.data as FactOf<K>['data']);
  }

  /** What was said on a subject, oldest first. */
  said<M = ShowMessage>(subject: string): M[] {
    return this.bus.published.filter((one) => one.subject === subject).map((one) => one.message as M);
  }

  /** What a screen was told to show; what it was told to show no longer is not in it. */
  shown(screen: string): string[] {
    const said = this.said(subjects.screenShow('shop-1', screen));
    return said.filter(({ showAt, expiresAt }) => expiresAt > showAt).map(({ offer: { id } }) => id);
  }

  alerts(): StaffAlert[] {
    return this.said<StaffAlert>(subjects.staffAlert('shop-1'));
  }
}
