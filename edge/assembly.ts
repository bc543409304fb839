import { PRODUCT } from '../contract/audit.ts';
import type { ErrorCode } from '../contract/errors.ts';
import { BUCKETS } from '../contract/subjects.ts';
import { assembleIdentity } from './assemble-identity.ts';
import { assembleOffers } from './assemble-offers.ts';
import { assembleRanker } from './assemble-ranker.ts';
import type { AssembledShop, ShopPorts } from './assembled-shop.ts';
import { createBusinessDesk } from './business/business-desk.ts';
import { createTold, TOLD_PREFIX } from './business/told.ts';
import { createAlertDesk } from './delivery/alert-desk.ts';
import { ALERT_PREFIX, createAlerts } from './delivery/alerts.ts';
import { createOrders } from './delivery/orders.ts';
import { createScreenDesk } from './delivery/screen-desk.ts';
import { createScreens, DELIVERY_PREFIX } from './delivery/screens.ts';
import { createSerialQueue } from './domain/serial-queue.ts';
import { deviceOfTrack } from './domain/subject.ts';
import { createBeacons } from './identity/beacons.ts';
import { GUEST_PREFIX } from './identity/guests.ts';
import type { Resolver } from './identity/resolver.ts';
import { createSealing } from './identity/sealing.ts';
import { marksToGoOnFrom } from './identity/what-was-lost.ts';
import { createIngest } from './ingest/ingest.ts';
import { createPatientJournal } from './journal/patience.ts';
import { Uplink } from './journal/uplink.ts';
import { createObjectionsDesk } from './member-objections.ts';
import { createAttribution } from './offers/attribution.ts';
import { placed } from './offers/book.ts';
import { MEMBER_BUDGET_PREFIX } from './offers/budgets/accounts.ts';
import { createFiguresIntake } from './offers/chain-figures.ts';
import { DECIDED_PREFIXES } from './offers/decided.ts';
import { createFeedback, FEEDBACK_PREFIX } from './offers/feedback/create-feedback.ts';
import { followResponse } from './offers/feedback/follow-response.ts';
import { HISTORY_PREFIX } from './offers/history.ts';
import { lessonOf } from './offers/learning/lesson-of.ts';
import { LESSON_PREFIX } from './offers/learning/lessons.ts';
import type { OfferDesk } from './offers/offer-desk.ts';
import { prepareAhead } from './offers/ranking/prepared-book.ts';
import { createRedemptions, OPEN_EXPOSURE_PREFIX } from './offers/redemptions.ts';
import { CAPS_PREFIX } from './offers/rules/caps.ts';
import { createPipeline } from './pipeline.ts';
import type { BucketEntry } from './ports/headquarters.ts';
import { createCalibration } from './presence/calibration/calibration.ts';
import { CALIBRATION_PREFIX } from './presence/calibration/saved.ts';
import { countedVisits } from './presence/counts/counted-visits.ts';
import { createCounts } from './presence/counts/counts.ts';
import { QUARTER_PREFIX } from './presence/counts/quarter.ts';
import { createPresence } from './presence/presence.ts';
import { savedTracks, VISIT_PREFIX } from './presence/visits/state.ts';
import { createEraser } from './privacy/eraser.ts';
import { createExporter } from './privacy/exporter.ts';
import { guardJournal } from './privacy/guarded-journal.ts';
import { createShopPrivacy } from './privacy/shop-privacy.ts';
import { createTombstones, TOMBSTONE_PREFIX } from './privacy/tombstones.ts';
import { createRecordIntake, withoutErased } from './record-intake.ts';
import { createScannerWatch } from './scanner-watch.ts';

const KEYS_PERIOD_MS = 2000;
const ERASE_PERIOD_MS = 2000;
/** Hot state that is about somebody. */
const PERSONAL_PREFIXES = [
  VISIT_PREFIX,
  HISTORY_PREFIX,
  DELIVERY_PREFIX,
  ALERT_PREFIX,
  GUEST_PREFIX,
  FEEDBACK_PREFIX,
  OPEN_EXPOSURE_PREFIX,
  LESSON_PREFIX,
  CAPS_PREFIX,
  MEMBER_BUDGET_PREFIX,
  ...DECIDED_PREFIXES,
];
const UPLINK_PERIOD_MS = 200;
const WATCH_PERIOD_MS = 1000;
/** Windows last a quarter of an hour, and are prepared some time ahead. */
const WINDOWS_PERIOD_MS = 5000;
/** What a shop learns is worked on in slices of a few ms. */
const RANKER_PERIOD_MS = 250;
const PSEUDONYM_KEY_BYTES = 32;
const MAX_RECORDS_WAITING = 2_000_000;

/** Puts the stages of a shop together over its ports, whichever they are: real, recorded or virtual. */
export function assembleShop(ports: ShopPorts): AssembledShop {
  const { shop, clock, random, telemetry, journal, bus, headquarters, replica, keyRing } = ports;
  const refuse = (code: ErrorCode): void => telemetry.count('aislegate_refused_total', { source: 'headquarters', code });
  const tombstones = createTombstones(journal.state(TOMBSTONE_PREFIX));
  const patient = createPatientJournal({ journal: guardJournal(journal, tombstones), clock, telemetry });
  const shared = { shop, clock, random, telemetry, journal: patient, bus };

  const identity = assembleIdentity(ports, refuse);
  const { allows, directory, enrichment, gate, guests, members, pseudonyms, recognition, reports, suspicion } = identity;
  // What the store could not write it has reported, and no fact waits for it.
  const beside = (written: Promise<unknown>): void => void written.catch(() => {});
  const orders = createOrders(keyRing);
  const feedback = createFeedback({ saved: journal.state(FEEDBACK_PREFIX) });
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
  const seal = createSealing(ports);
  const { learning, ranker, desk: rankerDesk } = assembleRanker(ports, { journal: patient, directory, seal });
  const offering = assembleOffers(ports, {
    journal: patient,
    gate,
    presence,
    feedback,
    seal,
    rankingOf: ranker.of,
    rankingThen: ranker.asOf,
  });
  const { books, history, decided, solicitations, budgets } = offering;
  const bookNow = () => books.current(clock.nowMs());
  const redemptions = createRedemptions({
    saved: journal.state(OPEN_EXPOSURE_PREFIX),
    offerOf: (id) => placed(bookNow()).get(id)?.offer,
    productOf(product) {
      const { category, manufacturer: brand } = bookNow().figures.products.get(product) ?? {};
      return { category, brand };
    },
  });
  const resolver: Resolver = {
    resolve(heard, signer) {
      const who = identity.resolver.resolve(heard, signer);
      // Before it is sure where somebody is: what may be spent on a member comes from headquarters, and is there by then.
      if (typeof who !== 'string') offering.leases.recognised(who.id, heard.t);
      return who;
    },
  };
  const closesAt = createAttribution(shop.timezone, shop.offers.redeemWithinMs);
  const screens = createScreenDesk({
    ...shared,
    screens: createScreens(journal.state(DELIVERY_PREFIX)),
    allows,
    exposed: ({ subject, decisionId, visitId, offer }, t) => {
      beside(enrichment.shown(subject, t, offer.id));
      const listed = placed(bookNow()).get(offer.id);
      const code = listed?.offer.code ?? offer.id;
      const open = { decisionId, visitId, offer: offer.id, code, shownAt: t, closesAt: closesAt(t, listed?.endsAt ?? t) };
      const made = decided.of(decisionId)?.fields;
      const lesson = made && lessonOf(made.decision, made.embedding, open);
      return [
        history.expose(subject, offer.id),
        ...redemptions.exposed(subject, open),
        ...budgets.shown(decisionId, t),
        ...(lesson ? learning.shown(lesson) : []),
      ];
    },
    responded: (response) => [
      ...followResponse(feedback, response),
      ...(response.response === 'touched' ? history.take(response.subject, response.visitId, response.offer.id) : []),
    ],
    onResponse: (response) => offers.responded(response),
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
  const offers: OfferDesk = offering.openDesk(screens);
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
    redeemedBy(purchase) {
      const { facts, changes, bought, undo } = redemptions.redeemedBy(purchase);
      const followed = facts.flatMap((fact) => {
        if (fact.kind !== 'redemption') return [];
        const { decisionId, subject, visitId, offer } = fact.data;
        beside(enrichment.redeemed(subject, purchase.t, offer));
        const taken = visitId === undefined ? [] : history.take(subject, visitId, offer);
        return [...taken, ...budgets.redeemed(decisionId, purchase.t), ...learning.redeemed(decisionId, purchase.t)];
      });
      return { facts, changes: [...changes, ...followed, ...feedback.bought(purchase.subject, bought, purchase.t)], undo };
    },
    reported: screens.reported,
    basketChanged: ({ id, track }, t, products) => offers.basketChanged(id, track, products, t),
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
    members: identity.store,
    replica,
    prefixes: PERSONAL_PREFIXES,
    alone: pipeline.alone,
    async forget(subject) {
      for (const stage of [
        directory,
        suspicion,
        identity.secondProof,
        guests,
        calibration,
        history,
        decided,
        offers,
        feedback,
        redemptions,
        solicitations,
        budgets,
        offering.leases,
        learning,
        orders,
      ])
        stage.forget(subject);
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
  const exporter = createExporter({ ...ports, prefixes: PERSONAL_PREFIXES, fieldsOf: directory.fieldsOf, ordersOf });
  const intake = createRecordIntake({
    eraser,
    members,
    books,
    figures: createFiguresIntake(shop.id),
    takeModel: (text) => pipeline.alone(async () => void (await rankerDesk.takeModel(text))).catch(() => {}),
    orders,
    onOrderReady: offers.orderReady,
    refuse,
  });
  let isRankerAtWork = false;
  /** One slice at a time; what could not be written is done again. */
  const workOnRanker = async (): Promise<void> => {
    if (isRankerAtWork) return;
    isRankerAtWork = true;
    prepareAhead(bookNow());
    await pipeline.alone(rankerDesk.work).catch(() => {});
    isRankerAtWork = false;
  };
  const records = createSerialQueue(MAX_RECORDS_WAITING, (error) => telemetry.error('INTERNAL', { reference: 'records' }, error));

  return {
    pipeline,
    watch,
    screenState: screens.stateOf,
    take: intake,
    shownMember: identity.shownMember,
    objections: createObjectionsDesk({
      feedback,
      subjectOf: directory.subjectOf,
      journal: patient,
      alone: pipeline.alone,
      clock,
      random,
    }),
    explained: offering.explained,
    ranker: rankerDesk,
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
      offers: books.size(),
      visitsOpen: presence.openVisits().length,
    }),
    privacy: createShopPrivacy({ subjectOf: directory.subjectOf, eraser, exporter, random, clock }),
    async forgetOffersBefore(t) {
      let forgotten = 0;
      for (let some = -1; some !== 0; ) {
        await pipeline.alone(async () => {
          const now = clock.nowMs();
          const forgottenNow = history.forgetAged(t);
          const changes = [
            ...forgottenNow,
            ...decided.forgetAged(t, now),
            ...feedback.forgetAged(now),
            ...redemptions.forgetAged(now),
            ...solicitations.forgetAged(now),
            ...budgets.forgetAged(t),
          ];
          if (changes.length > 0) await journal.append([], changes);
          some = changes.length;
          forgotten += forgottenNow.length;
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
      await rankerDesk.start();
      for (const entry of replica.all()) {
        if (entry.bucket !== 'members') await intake(entry);
        // Members stood here once: they move into their store, and those that lack a key wait for headquarters.
        else beside(members.take(entry).then(() => replica.put({ ...entry, value: undefined })));
      }
      prepareAhead(bookNow());
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
      headquarters.watch(BUCKETS, takeEntry, marksToGoOnFrom(ports.members, keyRing, recognition));
      // Headquarters away or the disk full: the records wait, and the next round asks again.
      clock.every(KEYS_PERIOD_MS, () => members.work().catch(identity.tellUnexpected));
      clock.every(UPLINK_PERIOD_MS, () => uplink.wake());
      uplink.start();
      clock.every(WATCH_PERIOD_MS, () => watch.check(clock.nowMs()));
      offering.leases.start();
      recognition.advance(clock.nowMs());
      clock.every(WINDOWS_PERIOD_MS, () => recognition.advance(clock.nowMs()));
      clock.every(RANKER_PERIOD_MS, () => void workOnRanker());
      pipeline.start();
    },
    async stop() {
      await pipeline.stop();
      uplink.stop();
    },
  };
}
