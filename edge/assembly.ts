import { PRODUCT } from '../contract/audit.ts';
import type { Decoder, KeyOf } from '../contract/decoder.ts';
import { AislegateError, type ErrorCode } from '../contract/errors.ts';
import type { ScreenState } from '../contract/http/edge-routes.ts';
import type { MemberShown } from '../contract/http/member-routes.ts';
import { BUCKETS } from '../contract/subjects.ts';
import { createBusinessDesk } from './business/business-desk.ts';
import { createTold, TOLD_PREFIX } from './business/told.ts';
import { createAlertDesk } from './delivery/alert-desk.ts';
import { ALERT_PREFIX, createAlerts } from './delivery/alerts.ts';
import { createOrders } from './delivery/orders.ts';
import { createScreenDesk } from './delivery/screen-desk.ts';
import { createScreens, DELIVERY_PREFIX } from './delivery/screens.ts';
import { localDayOf } from './domain/local-day.ts';
import type { RawMessage } from './domain/message.ts';
import { createSerialQueue } from './domain/serial-queue.ts';
import type { Shop } from './domain/shop.ts';
import { type ConsentCheck, deviceOfTrack } from './domain/subject.ts';
import { createBeacons } from './identity/beacons.ts';
import { createConsentGate } from './identity/consent-gate.ts';
import { createMemberDirectory } from './identity/directory.ts';
import { createEnrichment } from './identity/enrichment.ts';
import { createGuests, GUEST_PREFIX } from './identity/guests.ts';
import { createIdentifierHash } from './identity/identifier-hash.ts';
import { ignoredOf } from './identity/ignored.ts';
import { createMemberIntake } from './identity/member-intake.ts';
import { createPseudonyms } from './identity/pseudonyms.ts';
import { createResolver } from './identity/resolver.ts';
import { createSealing } from './identity/sealing.ts';
import { createShownMember } from './identity/shown-member.ts';
import { createSignedReports } from './identity/signed-reports.ts';
import { createSuspicion } from './identity/suspicion.ts';
import type { Flood } from './ingest/floods.ts';
import { createIngest } from './ingest/ingest.ts';
import { createPatientJournal } from './journal/patience.ts';
import { Uplink } from './journal/uplink.ts';
import { createCatalogue } from './offers/catalogue.ts';
import { createOfferHistory, HISTORY_PREFIX } from './offers/history.ts';
import { createOfferDesk } from './offers/offer-desk.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import type { AuditLog } from './ports/audit-log.ts';
import type { Bus } from './ports/bus.ts';
import type { Clock } from './ports/clock.ts';
import type { BucketEntry, Headquarters } from './ports/headquarters.ts';
import type { Journal } from './ports/journal.ts';
import type { KeyRing } from './ports/key-ring.ts';
import type { MemberStore } from './ports/member-store.ts';
import type { Random } from './ports/random.ts';
import type { Ranker } from './ports/ranker.ts';
import type { Recognition } from './ports/recognition.ts';
import type { Replica } from './ports/replica.ts';
import type { Telemetry } from './ports/telemetry.ts';
import { type CalibrationReport, createCalibration } from './presence/calibration/calibration.ts';
import { CALIBRATION_PREFIX } from './presence/calibration/saved.ts';
import { countedVisits } from './presence/counts/counted-visits.ts';
import { type Counts, createCounts } from './presence/counts/counts.ts';
import { QUARTER_PREFIX } from './presence/counts/quarter.ts';
import type { Survey } from './presence/engine/survey.ts';
import { createPresence, type Presence } from './presence/presence.ts';
import { savedTracks, VISIT_PREFIX } from './presence/visits/state.ts';
import { createEraser } from './privacy/eraser.ts';
import { createExporter } from './privacy/exporter.ts';
import { guardJournal } from './privacy/guarded-journal.ts';
import { createShopPrivacy, type ShopPrivacy } from './privacy/shop-privacy.ts';
import { createTombstones, TOMBSTONE_PREFIX } from './privacy/tombstones.ts';
import { createRecordIntake, withoutErased } from './record-intake.ts';
import { createScannerWatch, type ScannerWatch } from './scanner-watch.ts';

/** Everything of a shop that touches the world. */
export interface ShopPorts {
  readonly shop: Shop;
  readonly decoders: readonly Decoder[];
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly journal: Journal;
  readonly bus: Bus;
  readonly headquarters: Headquarters;
  readonly replica: Replica;
  readonly keyRing: KeyRing;
  readonly members: MemberStore;
  readonly recognition?: Recognition;
  /** Identifiers are found by hashes under this key, which is nowhere in the data folder. */
  readonly identifierKey: Uint8Array;
  readonly ranker: Ranker;
  /** None where a recorded day is lived again. */
  readonly audit?: AuditLog;
  /** Keys of encrypting sensors. */
  readonly keyOf?: KeyOf;
  /** What was measured where: the best that zones can be told from. */
  readonly survey?: Survey;
  /** Hears every message as it came. */
  readonly onMessage?: (message: RawMessage) => void;
}

export interface ShopSize {
  readonly members: number;
  readonly membersWaiting: number;
  readonly secrets: ReturnType<Recognition['sizes']>;
  readonly offers: number;
  readonly visitsOpen: number;
}

export interface AssembledShop {
  readonly pipeline: Pipeline;
  readonly watch: ScannerWatch;
  readonly screenState: (screen: string) => ScreenState;
  /** Takes a record as headquarters would send it. */
  take(entry: BucketEntry): Promise<void>;
  /** What an operator may see of a member; undefined where nobody has that name. */
  shownMember(member: string): MemberShown | undefined;
  unknownScanners(): readonly string[];
  /** Who sends too much. */
  floods(now: number): readonly Flood[];
  /** Entries of the tables that input can fill. */
  tables(): Readonly<Record<string, number>>;
  size(): ShopSize;
  /** What the running quarter of an hour has counted. */
  running(): ReturnType<Counts['running']>;
  /** What came so late that it revises what was told: what of it waits, and what found no room. */
  late(): ReturnType<Presence['late']>;
  /** What zones are told from, and what the shop learnt of its radio. */
  calibration(): CalibrationReport;
  /** What members have a right to, of what this shop holds. */
  readonly privacy: ShopPrivacy;
  /** Forgets whom nothing was shown since, and resolves to how many those were. */
  forgetOffersBefore(t: number): Promise<number>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Headquarters is away for days, and a disk that is full reports itself. */
const EXPECTED_OF_MEMBERS: readonly ErrorCode[] = ['HQ_UNREACHABLE', 'JRN_WRITE_FAILED'];
const KEYS_PERIOD_MS = 2000;
const ERASE_PERIOD_MS = 2000;
/** Hot state that is about somebody. */
const PERSONAL_PREFIXES = [VISIT_PREFIX, HISTORY_PREFIX, DELIVERY_PREFIX, ALERT_PREFIX, GUEST_PREFIX];
const UPLINK_PERIOD_MS = 200;
const WATCH_PERIOD_MS = 1000;
/** Windows last a quarter of an hour, and are prepared some time ahead. */
const WINDOWS_PERIOD_MS = 5000;
const PSEUDONYM_KEY_BYTES = 32;
const MAX_RECORDS_WAITING = 2_000_000;

/** For who brings none: then nobody is known by what rotates. */
const NO_RECOGNITION: Recognition = {
  put: async () => {},
  destroy: async () => {},
  token: () => undefined,
  ephemeral: () => undefined,
  address: () => undefined,
  tokenKey: () => undefined,
  advance: () => {},
  sizes: () => ({ tokenKeys: 0, irks: 0, eidKeys: 0 }),
  close: async () => {},
};

/** Puts the stages of a shop together over its ports, whichever they are: real, recorded or virtual. */
export function assembleShop(ports: ShopPorts): AssembledShop {
  const { shop, clock, random, telemetry, journal, bus, headquarters, replica, keyRing, ranker } = ports;
  const refuse = (code: ErrorCode): void => telemetry.count('aislegate_refused_total', { source: 'headquarters', code });
  const tombstones = createTombstones(journal.state(TOMBSTONE_PREFIX));
  const patient = createPatientJournal({ journal: guardJournal(journal, tombstones), clock, telemetry });
  const shared = { shop, clock, random, telemetry, journal: patient, bus };

  const hash = createIdentifierHash(ports.identifierKey);
  const directory = createMemberDirectory({ store: ports.members, keyRing, hash });
  const pseudonyms = createPseudonyms(random.bytes);
  const recognition = ports.recognition ?? NO_RECOGNITION;
  const tellUnexpected = (error: unknown): void => {
    const isExpected = error instanceof AislegateError && EXPECTED_OF_MEMBERS.includes(error.code);
    if (!isExpected) telemetry.error('INTERNAL', { reference: 'members' }, error);
  };
  // What the store could not write it has reported, and no fact waits for it.
  const beside = (written: Promise<unknown>): void => void written.catch(() => {});
  const kept = { store: ports.members, directory, keyRing };
  const enrichment = createEnrichment({ ...kept, random, dayOf: localDayOf(shop.timezone) });
  const members = createMemberIntake({ ...kept, recognition, headquarters, hash, enrichment, nowMs: () => clock.nowMs(), refuse });
  const guests = createGuests({ settings: shop.identity, hash, random, saved: journal.state(GUEST_PREFIX) });
  const agreed: ConsentCheck = (subject, purpose, t) => guests.allows(subject, purpose, t) ?? directory.allows(subject, purpose, t);
  const gate = createConsentGate({ allows: agreed, firstName: directory.firstName, profile: directory.profile }, clock);
  const { allows } = gate;
  const suspicion = createSuspicion({ shop, sharesCard: (subject) => (directory.fieldsOf(subject)?.devices?.length ?? 0) > 0 });
  const { ownerOf } = directory;
  const resolver = createResolver({
    ownerOf,
    allows,
    recognition,
    ignored: ignoredOf(shop),
    settings: shop.identity,
    guestAt: guests.at,
    suspicion,
  });
  const tokenKey = (subject: string, device: number): Uint8Array | undefined => recognition.tokenKey(subject, device);
  const reports = createSignedReports({ ownerOf, tokenKey, startedAt: clock.nowMs() });
  const catalogue = createCatalogue();
  const orders = createOrders(keyRing);
  const history = createOfferHistory(journal.state(HISTORY_PREFIX), () => clock.nowMs());
  const watch = createScannerWatch({ shop, telemetry, ingest: () => ingest, startedAt: clock.nowMs() });
  const ingest = createIngest({
    decoders: ports.decoders,
    shop: shop.id,
    scannerNames: shop.scannerNames,
    beacons: shop.listeners.filter(({ kind }) => kind === 'beacon').map(({ id }) => id),
    settings: shop.ingest,
    logLateMs: shop.presence.logLateMs,
    pseudonymKey: random.bytes(PSEUDONYM_KEY_BYTES),
    onHeard: (scanner, rx) => {
      watch.heard(scanner, rx);
      counts.scannerHeard(scanner, rx);
    },
    ...(ports.keyOf && { keyOf: ports.keyOf }),
  });
  const calibration = createCalibration({ shop, survey: ports.survey, saved: journal.state(CALIBRATION_PREFIX) });
  const presence = createPresence({
    shop,
    engine: calibration.engine,
    id: random.id,
    resumed: savedTracks(journal.state(VISIT_PREFIX)),
  });
  const counts = createCounts({
    shop,
    engine: () => calibration.engine,
    telemetry,
    visits: () => countedVisits(presence.visits(), allows),
    renewKey: pseudonyms.renew,
    startedAt: clock.nowMs(),
    saved: journal.state(QUARTER_PREFIX),
  });
  const screens = createScreenDesk({
    ...shared,
    screens: createScreens(journal.state(DELIVERY_PREFIX)),
    allows,
    exposed: (subject, offer) => {
      beside(enrichment.shown(subject, clock.nowMs(), offer));
      return history.expose(subject, offer);
    },
    onHeard: watch.hello,
  });
  const alerts = createAlertDesk({
    ...shared,
    alerts: createAlerts(journal.state(ALERT_PREFIX)),
    orders,
    allows,
    firstNameOf: gate.firstName,
    visitsOf: presence.openVisitsOf,
  });
  const seal = createSealing({ keyRing, random });
  const offers = createOfferDesk({
    ...shared,
    catalogue,
    history,
    ranker,
    screens,
    profileOf: gate.profile,
    openedAt: (track) => presence.visitOf(track)?.openedAt,
    seal,
  });
  const business = createBusinessDesk({
    ...shared,
    told: createTold({ saved: journal.state(TOLD_PREFIX), random }),
    holderOf: (card, shownAt) => resolver.resolve({ ...shownAt, mobile: card, radio: 'card' }),
    allows,
    visitAt: presence.visitAt,
    admit: (event, member) => guests.admit(event, member && { subject: member.id, device: deviceOfTrack(member.track) }),
    seal,
    // What was brought back was not bought.
    enrich: (subject, t, lines) =>
      beside(
        enrichment.bought(
          subject,
          t,
          lines.filter(({ quantity }) => quantity > 0),
        ),
      ),
    reported: screens.reported,
    doorCounted: counts.door,
  });
  const pipeline = createPipeline({
    ...shared,
    ingest,
    resolver,
    reports,
    allows,
    incidents: suspicion.incidents,
    presence,
    calibration,
    counts,
    beaconOf: createBeacons(shop),
    anonymous: pseudonyms.of,
    offers,
    screens,
    alerts,
    business,
    onMessage: ports.onMessage,
    onScannerHeard: watch.heard,
  });
  const uplink = new Uplink({ journal, headquarters, clock, random, telemetry });
  const eraser = createEraser({
    journal,
    tombstones,
    keyRing,
    recognition,
    members: ports.members,
    replica,
    prefixes: PERSONAL_PREFIXES,
    alone: pipeline.alone,
    async forget(subject) {
      for (const stage of [directory, suspicion, guests, calibration, history, orders]) stage.forget(subject);
      presence.dismiss(subject);
      await screens.withdraw({ subject });
      await alerts.withdraw(subject);
    },
    account: async ({ subject, erasureId }, removed) =>
      ports.audit?.append({ action: 'member-erased', by: PRODUCT, subject, place: shop.id, thing: erasureId, counts: removed }),
    clock,
    telemetry,
  });
  const ordersOf = (subject: string) =>
    orders.of(subject).map(({ sealed: _sealed, ...order }) => ({ ...order, orderNumber: orders.numberOf(order.id) }));
  const exporter = createExporter({ journal, keyRing, random, prefixes: PERSONAL_PREFIXES, fieldsOf: directory.fieldsOf, ordersOf });
  const intake = createRecordIntake({ eraser, members, catalogue, orders, refuse });
  const records = createSerialQueue(MAX_RECORDS_WAITING, (error) => telemetry.error('INTERNAL', { reference: 'records' }, error));

  return {
    pipeline,
    watch,
    screenState: screens.stateOf,
    take: intake,
    shownMember: createShownMember(kept),
    unknownScanners: ingest.unknownScanners,
    floods: ingest.floods,
    tables: ingest.tables,
    calibration: calibration.report,
    late: presence.late,
    running: counts.running,
    size: () => ({
      members: directory.size(),
      membersWaiting: members.waiting(),
      secrets: recognition.sizes(),
      offers: catalogue.offers().length,
      visitsOpen: presence.openVisits().length,
    }),
    privacy: createShopPrivacy({ subjectOf: directory.subjectOf, eraser, exporter, random, clock }),
    async forgetOffersBefore(t) {
      let forgotten = 0;
      for (let some = -1; some !== 0; forgotten += some) {
        await pipeline.alone(async () => {
          const changes = history.forgetAged(t);
          if (changes.length > 0) await journal.append([], changes);
          some = changes.length;
        });
      }
      return forgotten;
    },
    async start() {
      // Before anything else: what was cut short, and who was erased while the shop was cut off.
      await eraser.work().catch(() => {});
      headquarters.onErase((record) => {
        if (!eraser.take(record)) refuse('HQ_MESSAGE_INVALID');
      });
      headquarters.onExport(exporter.answer);
      clock.every(ERASE_PERIOD_MS, () => eraser.work().catch(() => {}));
      for (const entry of replica.all()) {
        if (entry.bucket !== 'members') await intake(entry);
        // Members stood here once: they move into their store, and those that lack a key wait for headquarters.
        else beside(members.take(entry).then(() => replica.put({ ...entry, value: undefined })));
      }
      await members.work().catch(() => {});
      const keepRecord = (entry: BucketEntry): void => {
        replica.put(entry);
        records.add(() => intake(entry));
      };
      const isKeptElsewhere = ({ bucket }: BucketEntry): boolean => bucket === 'members' || bucket === 'erasures';
      const takeEntry = (told: BucketEntry): void | Promise<void> => {
        const entry = withoutErased(told, tombstones.has);
        return isKeptElsewhere(entry) ? intake(entry) : keepRecord(entry);
      };
      // Fewer keys than members: keys were lost, and who is told again gets them again.
      const marks = keyRing.size() < ports.members.size() ? undefined : ports.members.marks();
      headquarters.watch(BUCKETS, takeEntry, marks);
      // Headquarters away or the disk full: the records wait, and the next round asks again.
      clock.every(KEYS_PERIOD_MS, () => members.work().catch(tellUnexpected));
      clock.every(UPLINK_PERIOD_MS, () => uplink.wake());
      uplink.start();
      clock.every(WATCH_PERIOD_MS, () => watch.check(clock.nowMs()));
      recognition.advance(clock.nowMs());
      clock.every(WINDOWS_PERIOD_MS, () => recognition.advance(clock.nowMs()));
      pipeline.start();
    },
    async stop() {
      await pipeline.stop();
      uplink.stop();
    },
  };
}
