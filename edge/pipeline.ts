import type { BusinessEvent } from '../contract/business-event.ts';
import { AislegateError, type ErrorCode } from '../contract/errors.ts';
import type { Sighting } from '../contract/sighting.ts';
import { subjects } from '../contract/subjects.ts';
import { type Arrival, type BusinessDesk, deviceOf } from './business/business-desk.ts';
import type { AlertDesk } from './delivery/alert-desk.ts';
import type { ScreenDesk } from './delivery/screen-desk.ts';
import type { AnonymousSighting } from './domain/anonymous-sighting.ts';
import { createLanes } from './domain/lanes.ts';
import type { RawMessage } from './domain/message.ts';
import type { PresenceEvent } from './domain/presence-event.ts';
import { createSerialQueue } from './domain/serial-queue.ts';
import type { Shop } from './domain/shop.ts';
import type { ConsentCheck, UnknownReason } from './domain/subject.ts';
import { createHousekeeping } from './housekeeping.ts';
import type { Owner } from './identity/directory.ts';
import type { Resolver } from './identity/resolver.ts';
import type { SignedReports } from './identity/signed-reports.ts';
import type { Incident } from './identity/suspicion.ts';
import type { Ingest, Ingested } from './ingest/ingest.ts';
import type { PatientJournal } from './journal/patience.ts';
import { beganAt, presenceFact } from './journal/presence-facts.ts';
import type { OfferDesk } from './offers/offer-desk.ts';
import type { Bus } from './ports/bus.ts';
import type { Cancel, Clock } from './ports/clock.ts';
import type { StateChange } from './ports/journal.ts';
import type { Telemetry } from './ports/telemetry.ts';
import type { Calibration } from './presence/calibration/calibration.ts';
import { tellCalibration } from './presence/calibration/tell.ts';
import type { Counts } from './presence/counts/counts.ts';
import type { Presence } from './presence/presence.ts';

/** Sightings of the last quarter of a second may still be on their way when a second is decided. */
const LATENESS_MS = 250;
const ARRIVAL_LATENESS_MS = 60_000;
const TICK_MS = 250;
const HEARTBEAT_MS = 15_000;
const MAX_WAITING = 5000;

export interface PipelineParts {
  readonly shop: Shop;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly bus: Bus;
  readonly ingest: Ingest;
  readonly resolver: Resolver;
  readonly reports: SignedReports;
  /** What members, and guests of the Wi-Fi, agree to. */
  readonly allows: ConsentCheck;
  /** What was found of copies and replays since it was last asked. */
  readonly incidents: () => readonly Incident[];
  readonly presence: Presence;
  readonly calibration: Calibration;
  readonly counts: Counts;
  /** Which of the shop's own beacons was heard. */
  readonly beaconOf: (sighting: Sighting) => string | undefined;
  /** A sighting without whatever says whose it is. */
  readonly anonymous: (sighting: Sighting) => AnonymousSighting;
  readonly journal: PatientJournal;
  readonly offers: OfferDesk;
  readonly screens: ScreenDesk;
  readonly alerts: AlertDesk;
  readonly business: BusinessDesk;
  /** Hears every message as it came, before anything looked into it. */
  readonly onMessage?: ((message: RawMessage) => void) | undefined;
  readonly onScannerHeard?: (scanner: string, t: number | undefined, online?: boolean) => void;
}

export interface Pipeline {
  /** Radio: best effort, nobody waits for it. */
  receive(message: RawMessage): void;
  /**
   * Business events. Resolves when what the message tells is on disk, or when it is refused for what it says, which it would be again
   * each time it came. Rejects, or waits, when it could not be written: then its sender must keep it and send it again.
   */
  keep(message: RawMessage): Promise<void>;
  /** As `keep`, of whatever kind, for a sender who waits for an answer: why nothing of the message could be used, if so. */
  submit(message: RawMessage): Promise<ErrorCode | undefined>;
  /** Runs a task while no stage is in the middle of something. */
  alone(task: () => Promise<void>): Promise<void>;
  start(): void;
  /** Resolves when everything received so far has had its effects. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** The product in reading order: radio → subject → zones and visits → facts on disk → an offer on a screen, an alert to staff. */
export function createPipeline(parts: PipelineParts): Pipeline {
  const { shop, clock, telemetry, bus, ingest, presence, calibration, counts, journal, offers, screens, alerts, business, allows } = parts;
  const queue = createSerialQueue(MAX_WAITING, (error) => telemetry.error('INTERNAL', { reference: 'pipeline' }, error));
  // What tills and readers tell waits for nobody's walk through the shop, and no walk for a till that was cut off for a day.
  const lanes = createLanes(MAX_WAITING, (error) => telemetry.error('INTERNAL', { reference: 'pipeline' }, error));
  const housekeeping = createHousekeeping({ ...parts, queue, happen });
  const addOffers = housekeeping.oneAtATime();
  const addScreenExpiry = housekeeping.oneAtATime();
  const addAlertExpiry = housekeeping.oneAtATime();
  const cancels: Cancel[] = [];

  /** 1. ingest: bytes of a known scanner become sightings; the rest is refused by code. */
  function take(message: RawMessage): { readonly events: readonly BusinessEvent[]; readonly unusable?: ErrorCode | undefined } {
    parts.onMessage?.(message);
    telemetry.count('aislegate_messages_total', { source: message.source });
    const { sightings, statuses, events, refused, format, signer } = proven(ingest.receive(message), message.rx);
    for (const code of refused) refuse(message.source, code, format);
    // What a broker kept tells a state, and not that somebody lives now.
    for (const { anchor, online } of statuses) parts.onScannerHeard?.(anchor, message.retained ? undefined : message.rx, online);
    for (const sighting of sightings) hear(sighting, signer);
    const isUsed = sightings.length + statuses.length + events.length > 0;
    if (!message.retained) return { events, unusable: isUsed ? undefined : refused[0] };
    // The broker tells it anew at each connection, for years.
    for (const _ of events) refuse(message.source, 'ING_STALE');
    return { events: [] };
  }

  /** Of a report that is signed, and not by whom it says, nothing counts. */
  function proven(ingested: Ingested, rx: number): Ingested & { readonly signer?: Owner } {
    if (!ingested.signed) return ingested;
    const verdict = parts.reports.verify(ingested.signed, rx);
    if ('signer' in verdict) return { ...ingested, signer: verdict.signer };
    if (verdict.isIncident) housekeeping.tellSecurity({ action: 'report-forged', at: rx, way: 'app-report', scanners: [] });
    return { ...ingested, sightings: [], refused: [verdict.refused, ...ingested.refused] };
  }

  function receive(message: RawMessage): void {
    // Nobody waits who could be told; the queue has reported it.
    for (const event of take(message).events) write(event, message.source).catch(() => {});
  }

  async function submit(message: RawMessage): Promise<ErrorCode | undefined> {
    const { events, unusable } = take(message);
    await Promise.all(events.map((event) => write(event, message.source)));
    return unusable;
  }

  async function keep(message: RawMessage): Promise<void> {
    await submit(message);
  }

  /** What a till, a reader, a screen or a door told: through identity to the disk, in the order in which each of them told it. */
  function write(event: BusinessEvent, source: RawMessage['source']): Promise<void> {
    return new Promise((resolve, reject) => {
      const task = async (): Promise<void> => {
        try {
          arrive(await business.keep(event));
          resolve();
        } catch (error) {
          reject(error);
          throw error;
        }
      };
      // A screen speaks of deliveries, which expire and are replaced in the main queue.
      const added = event.type === 'screen-event' ? queue.add(task) : lanes.add(`${event.type}/${deviceOf(event)}`, task);
      if (added) return;
      refuse(source, 'JRN_BEHIND');
      reject(new AislegateError('JRN_BEHIND'));
    });
  }

  /** 2. identity: only a consented subject goes on, without the identifier. 3. presence: the subject's zone, stay and visit. */
  function hear(sighting: Sighting, signer: Owner | undefined): void {
    const who = parts.resolver.resolve(sighting, signer);
    telemetry.count('aislegate_sightings_total', { outcome: typeof who === 'string' ? who : who.kind });
    const beacon = parts.beaconOf(sighting);
    if (beacon !== undefined) calibration.hearTag(beacon, sighting);
    if (typeof who === 'string') {
      count(who, sighting);
      return;
    }
    telemetry.count('aislegate_recognised_total', { way: who.way });
    counts.known(sighting);
    presence.observe(who.track, sighting);
    if (!allows(who.id, 'analytics', sighting.t)) return;
    housekeeping.learnFrom(who.id);
    calibration.hear(who.track, sighting);
  }

  /** Strangers are counters, and what belongs to the shop is in none. Who did not agree to being known is not even counted. */
  function count(who: UnknownReason, sighting: Sighting): void {
    if (who === 'staff' || who === 'fixture') counts.listed(parts.anonymous(sighting), who);
    else if (who === 'anonymous' && shop.footfall.anonymous === 'counters') counts.anonymous(parts.anonymous(sighting));
  }

  /** A card says where its holder stands, at this moment; told later it is only a fact. */
  function arrive(arrival: Arrival | undefined): void {
    if (!arrival) return;
    const { anchor, t, rx } = arrival;
    if (shop.scannerZones.has(anchor)) parts.onScannerHeard?.(anchor, rx);
    if (clock.nowMs() - t <= ARRIVAL_LATENESS_MS) happen(presence.place(whoShows(arrival), anchor, t));
  }

  /** Who of a household that shares a card: who stands there, or else the only one who is in the shop. */
  function whoShows({ subject, track, anchor }: Arrival): string {
    const open = presence.openVisitsOf(subject);
    if (track !== subject || open.length === 0) return track;
    const zone = shop.scannerZones.get(anchor) ?? shop.screens.get(anchor);
    const there = open.filter((visit) => visit.zone === zone);
    if (there.length > 0) return there.some((visit) => visit.track === track) ? track : (there[0]?.track ?? track);
    return open.length === 1 ? (open[0]?.track ?? track) : track;
  }

  function happen(events: readonly PresenceEvent[]): void {
    const changes = presence.changes();
    counts.follow(events);
    if (events.length + changes.length === 0) return;
    if (!queue.add(() => follow(events, changes))) telemetry.count('aislegate_dropped_total', {}, events.length);
  }

  /** 4. facts reach the disk first; then 5. offers are decided and 6. staff are told. */
  async function follow(events: readonly PresenceEvent[], changes: readonly StateChange[]): Promise<void> {
    const consented = events.filter((event) => [beganAt(event), event.t].every((t) => allows(event.subject, 'analytics', t)));
    await journal.append(
      consented.flatMap((event) => presenceFact(event) ?? []),
      changes,
    );
    for (const event of events) await act(event);
    await offers.work();
  }

  async function act(event: PresenceEvent): Promise<void> {
    offers.follow(event);
    switch (event.type) {
      case 'visit-opened':
        return alerts.arrived(event);
      case 'zone-entered':
        telemetry.count('aislegate_zone_entries_total', { zone: event.zone });
        return alerts.moved(event);
      case 'visit-closed':
        return alerts.left(event);
      case 'zone-confirmed':
      case 'zone-left':
      case 'stay-told':
      case 'visit-revised':
        return;
    }
  }

  function tick(): void {
    const now = clock.nowMs();
    happen(presence.advance(now - LATENESS_MS));
    housekeeping.tick();
    // What nobody touched was ignored: that is known before the next offer is decided.
    addScreenExpiry(() => screens.expire());
    if (offers.isDue()) addOffers(() => offers.work());
    addAlertExpiry(() => alerts.expire());
  }

  /** What a screen or a phone of staff says. */
  function answer(task: () => Promise<void>): void {
    if (!queue.add(task)) telemetry.count('aislegate_dropped_total');
  }

  function alone(task: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const added = queue.add(() => task().then(resolve, reject));
      if (!added) reject(new AislegateError('JRN_BEHIND'));
    });
  }

  function refuse(source: string, code: ErrorCode, format = ''): void {
    telemetry.count('aislegate_refused_total', { source, code, format });
  }

  async function settled(): Promise<void> {
    await lanes.settled();
    await queue.settled();
  }

  return {
    receive,
    submit,
    keep,
    alone,
    start() {
      cancels.push(
        clock.every(TICK_MS, tick),
        clock.every(HEARTBEAT_MS, housekeeping.heartbeat),
        bus.subscribe(subjects.screenEvent(shop.id, '*'), (subject, payload) => answer(() => screens.heard(subject, payload))),
        bus.subscribe(subjects.staffEvent(shop.id, '*'), (subject, payload) => answer(() => alerts.heard(subject, payload))),
      );
      tellCalibration(telemetry, calibration.report());
      screens.sayAgain();
      alerts.sayAgain();
    },
    settled,
    async stop() {
      for (const cancel of cancels) cancel();
      counts.stop();
      housekeeping.saveCounters();
      journal.giveUp();
      await settled();
    },
  };
}
