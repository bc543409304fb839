import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { BusinessEvent } from '../../contract/business-event.ts';
import type { Decoder } from '../../contract/decoder.ts';
import { PURPOSES } from '../../contract/records.ts';
import type { Sighting } from '../../contract/sighting.ts';
import type { Site } from '../../contract/site.ts';
import { loadDecoders } from '../../devices/catalogue.ts';
import { isAdvertList } from '../../devices/decoders/support/ad-structures.ts';
import { deviceOf } from '../../edge/business/business-desk.ts';
import { parseSite } from '../../edge/config/site.ts';
import { type Case, casesOf, messageOf } from '../support/decoder-fixtures.ts';
import { oneSecret } from '../support/one-secret.ts';
import { openTransports, RADIO_RSSI_DBM, type ShopTransports } from '../support/shop-transports.ts';
import { ADA, World } from '../support/virtual-shop.ts';

/** Every format there is, each by its own way in, up to the visit of a member or to the fact on disk: a new one is found by its files. */
const SHOP = 'shop-1';
/** What the scanner is called where neither topic nor payload says so. */
const HERE = 'here';
/** A scanner of no zone: who is heard there is near, and in no zone yet. */
const DOOR = 'door';
const NEAR_MS = 30_000;
/** Clouds and gateways tell of a whole minute at once; what is older is not acted on. */
const FRESH_MS = 90_000;
const OPENING_TAKES_MS = 3000;
const DAY_MS = 86_400_000;
const FACTS = { 'card-tap': 'tap', receipt: 'receipt', 'door-count': 'count', 'screen-event': 'screen-event' } as const;

const decoders = await loadDecoders();
const ownTopic = (id: string): string => `own/${id}/+`;

let transports: ShopTransports;
beforeAll(async () => {
  const own = decoders.filter(({ durable }) => !durable).map(({ id }) => ownTopic(id));
  transports = await openTransports(decoders, SHOP, own);
});
afterAll(() => transports.close());

interface Told {
  readonly decoder: Decoder;
  readonly one: Case;
  readonly sightings: readonly Partial<Sighting>[];
  readonly events: readonly BusinessEvent[];
  /** An advert, which the radio of this computer hears. */
  readonly isAdvert: boolean;
}

/** What a case tells, at the scanner that the shop knows it by. */
function toldBy(decoder: Decoder, one: Case): Told {
  const isAdvert = one.address !== undefined && decoder.advert !== undefined;
  const anchorOf = ({ anchor = '' }: Partial<Sighting>): string => (anchor === '' ? (one.anchor ?? HERE) : anchor);
  const sightings = (one.expect.sightings ?? []).map((sighting) => ({
    ...sighting,
    anchor: anchorOf(sighting),
    ...(isAdvert && { rssiDbm: RADIO_RSSI_DBM }),
  }));
  return { decoder, one, isAdvert, sightings, events: (one.expect.events ?? []) as BusinessEvent[] };
}

/** What is cut out of its message, and needs to be told whose it is, is for people who look into it: no gateway tells it so. */
const canCome = ({ isAdvert, one }: Told): boolean => (isAdvert ? isAdvertList(messageOf(one).payload) : one.address === undefined);
const scannersOf = ({ sightings }: Told): string[] => [...new Set(sightings.map(({ anchor = '' }) => anchor))];
const membersIn = ({ sightings }: Told): string[] => [...new Set(sightings.map(({ mobile = '' }) => mobile))].filter((id) => id !== '');

/** Each thing that the case names stands in a zone of its own. */
function siteOf(told: Told): Site {
  const scanners = scannersOf(told);
  const readers = told.events.filter(({ type }) => type === 'card-tap').map(deviceOf);
  const screens = told.events.filter(({ type }) => type === 'screen-event').map(deviceOf);
  const ids = [...new Set([...scanners, ...readers])];
  return parseSite({
    shop: { id: SHOP, name: 'Corner shop', timezone: 'Europe/Paris' },
    zones: [{ id: 'elsewhere', name: 'Elsewhere' }, ...ids.map((id, index) => ({ id: `zone-${index}`, name: `By ${id}` }))],
    scanners: [{ id: DOOR }, ...ids.map((id, index) => ({ id, zone: `zone-${index}` }))],
    screens: [...new Set(screens)].map((id) => ({ id, zone: 'elsewhere' })),
    settings: {
      ingest: { topics: decoders.map(({ id }) => ({ filter: ownTopic(id), format: id })) },
    },
  });
}

function sentAtOf({ one, sightings, events }: Told): number {
  const clocks = [one.expect.sentAt, ...sightings.map(({ t }) => t), ...events.map(({ t }) => t)].filter((t) => t !== undefined);
  return clocks.length > 0 ? Math.max(...clocks) : messageOf(one).rx;
}

/** The shop of a case at the moment at which its source sent it. */
async function shopOf(told: Told, identifier: string): Promise<World> {
  const { keyOf } = messageOf(told.one);
  const openingMs = sentAtOf(told) - OPENING_TAKES_MS - NEAR_MS;
  const world = new World(siteOf(told), { openingMs, recognition: oneSecret(ADA, identifier), ...(keyOf && { keyOf }) });
  const givenAt = new Date(openingMs - DAY_MS).toISOString();
  world.member(PURPOSES, { identifiers: [identifier], consents: PURPOSES.map((purpose) => ({ purpose, givenAt })) });
  await world.open();
  onTestFinished(() => world.close());
  return world;
}

/** By the way that the format comes: its topic, its address, the radio of this computer, or a topic that the shop gave it. */
async function deliver(world: World, { decoder, one, isAdvert }: Told): Promise<void> {
  const { topic, payload, anchor = HERE, address = '' } = messageOf(one);
  const isOwn = topic !== '' && decoder.topics(topic);
  if (isOwn && topic.startsWith('/ingest/') && decoder.http) expect(await transports.post(world, decoder, payload)).toBe(200);
  else if (isOwn && decoder.subscriptions(SHOP).length === 0) transports.hand(world, topic, payload);
  else if (isOwn) await transports.publish(world, decoder, topic, payload);
  else if (isAdvert) transports.hear(world, anchor, address, payload);
  else await transports.publish(world, decoder, ownTopic(decoder.id).replace('+', anchor), payload);
}

async function refusals({ telemetry }: World): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const line of (await telemetry.metricsText()).split('\n')) {
    const [, code, count] = /^aislegate_refused_total\{.*code="(\w+)".*\} (\d+)$/u.exec(line) ?? [];
    if (code !== undefined) counts[code] = (counts[code] ?? 0) + Number(count);
  }
  return counts;
}

/** What the fixture says is refused, and readings of which nothing says whose they are. */
function wantedRefusals({ one, sightings }: Told): Record<string, number> {
  const nameless = sightings.filter(({ mobile }) => mobile === '').map(() => 'ING_NAMELESS');
  const counts: Record<string, number> = {};
  for (const code of [...(one.expect.refused ?? []), ...nameless]) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

/** What anybody may say, and what nobody can resolve. */
function isNobody(member: string, { decoder, one }: Told): boolean {
  const isReport = (one.expect.sightings ?? []).some(({ mobile, radio }) => mobile === member && radio === 'app');
  const decoded = decoder.decode(messageOf(one));
  return member.startsWith('nrpa:') || (isReport && !('signed' in decoded));
}

/** Somebody walks past the door, and then this message is all that says where they are. */
async function visitAfter(told: Told, identifier: string): Promise<World> {
  const world = await shopOf(told, identifier);
  const payload = Buffer.from(JSON.stringify({ mobile: identifier, rssiDbm: -90 }));
  world.shop.pipeline.receive({ rx: world.clock.nowMs(), source: 'mqtt', topic: `aislegate/${SHOP}/sighting/${DOOR}`, payload });
  await world.pass(NEAR_MS);
  expect(world.facts('visit-opened')).toEqual([]);
  await deliver(world, told);
  await world.pass(4000);
  return world;
}

describe.each(decoders.map((decoder) => [decoder.id, decoder] as const))('a shop that hears %s', (id, decoder) => {
  const all = casesOf(id).map((one) => toldBy(decoder, one));
  const radio = all.filter(canCome).flatMap((told) => membersIn(told).map((member) => [told.one.title, member, told] as const));
  const equipment = all
    .filter(({ one, events }) => events.length > 0 && one.topic !== undefined)
    .map((told) => [told.one.title, told] as const);

  it('has something to go by', () => expect(radio.length + equipment.length).toBeGreaterThan(0));

  it.each(radio)('knows where its member is, if it can be known, when %s', async (_title, member, told) => {
    const world = await visitAfter(told, member);
    const own = told.sightings.filter(({ mobile, also = [] }) => mobile === member || also.includes(member));
    expect(await refusals(world)).toEqual(wantedRefusals(told));
    if (isNobody(member, told)) return expect(world.facts('visit-opened')).toEqual([]);
    expect(world.telemetry.value('aislegate_sightings_total', { outcome: 'member' })).toBe(1 + own.length);
    // Without a strength it says less surely where somebody is; what is old is not acted on.
    const fresh = own.filter(({ t }) => sentAtOf(told) - (t ?? messageOf(told.one).rx) < FRESH_MS);
    expect(world.facts('visit-opened')).toMatchObject(fresh.length > 0 ? [{ subject: ADA }] : []);
    const zones = fresh.map(({ anchor = '' }) => world.site.scanners.find((scanner) => scanner.id === anchor)?.zone ?? '');
    const entries = zones.filter((zone) => world.telemetry.value('aislegate_zone_entries_total', { zone }) > 0);
    expect(entries.length > 0).toBe(fresh.length > 0);
  });

  it.each(equipment)('has it on disk before it says so when %s', async (_title, told) => {
    const card = told.events.map((event) => ('card' in event ? event.card : undefined)).find((one) => one !== undefined);
    const world = await shopOf(told, card ?? 'card:0000');
    await world.pass(NEAR_MS);
    await deliver(world, told);
    for (const { type: kind } of told.events) {
      expect(world.telemetry.value('aislegate_events_total', { kind, outcome: 'kept' })).toBe(told.events.length);
      // That somebody is a guest, and what is in a basket, is remembered, and told to nobody.
      if (kind !== 'wifi-association' && kind !== 'basket-change') expect(world.facts(FACTS[kind])).toHaveLength(told.events.length);
    }
    await world.pass(500);
    expect(await refusals(world)).toEqual(wantedRefusals(told));
    const taps = told.events.filter(({ type }) => type === 'card-tap');
    expect(world.facts('visit-opened')).toMatchObject(taps.map(() => ({ subject: ADA })));
  });
});
