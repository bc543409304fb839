import type { Decoder, KeyOf } from '../contract/decoder.ts';
import type { ScreenState } from '../contract/http/edge-routes.ts';
import type { MemberShown } from '../contract/http/member-routes.ts';
import type { Packing } from '../contract/packing.ts';
import type { RawMessage } from './domain/message.ts';
import type { Shop } from './domain/shop.ts';
import type { Flood } from './ingest/floods.ts';
import type { ObjectionsDesk } from './member-objections.ts';
import type { Explained } from './offers/explained.ts';
import type { RankerDesk } from './offers/ranking/ranker-desk.ts';
import type { Pipeline } from './pipeline.ts';
import type { AuditLog } from './ports/audit-log.ts';
import type { Bus } from './ports/bus.ts';
import type { Clock } from './ports/clock.ts';
import type { BucketEntry, Headquarters } from './ports/headquarters.ts';
import type { Journal } from './ports/journal.ts';
import type { KeyRing } from './ports/key-ring.ts';
import type { MemberStore } from './ports/member-store.ts';
import type { ModelStore } from './ports/model-store.ts';
import type { Random } from './ports/random.ts';
import type { Recognition } from './ports/recognition.ts';
import type { Replica } from './ports/replica.ts';
import type { Telemetry } from './ports/telemetry.ts';
import type { CalibrationReport } from './presence/calibration/calibration.ts';
import type { Counts } from './presence/counts/counts.ts';
import type { Survey } from './presence/engine/survey.ts';
import type { Presence } from './presence/presence.ts';
import type { ShopPrivacy } from './privacy/shop-privacy.ts';
import type { ScannerWatch } from './scanner-watch.ts';

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
  readonly packing: Packing;
  readonly members: MemberStore;
  readonly recognition?: Recognition;
  /** Identifiers are found by hashes under this key, which is nowhere in the data folder. */
  readonly identifierKey: Uint8Array;
  readonly models: ModelStore;
  /** Whose models are served: public keys, base64url. */
  readonly modelKeys: readonly string[];
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
  /** What members said not to be interested in, for them to read and to delete. */
  readonly objections: ObjectionsDesk;
  /** Why a decision that was made here came out so; undefined where it is not kept. */
  explained(decisionId: string): Explained | undefined;
  unknownScanners(): readonly string[];
  /** Who sends too much. */
  floods(now: number): readonly Flood[];
  /** Entries of the tables that input can fill. */
  tables(): Readonly<Record<string, number>>;
  /** What orders the offers, and the way back. */
  readonly ranker: Pick<RankerDesk, 'status' | 'rollBack'>;
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
