import Type from 'typebox';
import { Actor } from '../facts/security-facts.ts';
import { RECORDING_ENDS } from '../recording-end.ts';
import { EpochMs, InstantText, ThingId } from '../scalars.ts';
import { commonRoutes } from './common-routes.ts';
import { edgeDecisionRoutes } from './decision-routes.ts';
import { memberRoutes } from './member-routes.ts';
import { edgePrivacyRoutes } from './privacy-routes.ts';
import { RankerStatus, rankerRoutes } from './ranker-routes.ts';
import { ANY_TYPE, Bytes, route } from './route.ts';

export const DeviceSession = Type.Object({
  shop: Type.Object({ id: Type.String(), name: Type.String() }),
  role: Type.Union([Type.Literal('screen'), Type.Literal('staff')]),
  id: Type.String(),
  name: Type.Optional(Type.String({ description: 'what people call the staff device, as alerts say it in `acknowledgedBy`' })),
  zone: Type.Optional(Type.Object({ id: Type.String(), name: Type.String() })),
  nats: Type.Object({
    url: Type.String({ description: 'WebSocket address of the NATS server of the shop' }),
    jwt: Type.String({ description: 'user credential limited to the subjects of this device' }),
    seed: Type.String({ description: 'nkey seed of that credential' }),
  }),
});
export type DeviceSession = Type.Static<typeof DeviceSession>;

export const SCREEN_STATES = ['idle', 'waiting', 'showing'] as const;
export type ScreenState = (typeof SCREEN_STATES)[number];

/** `offline` is what a broker or gateway said of its connection, `silent` what we notice, `unheard` not heard since the start. */
export const SCANNER_STATES = ['up', 'silent', 'offline', 'unheard'] as const;
export type ScannerState = (typeof SCANNER_STATES)[number];

export const EdgeStatus = Type.Object({
  shop: Type.Object({ id: Type.String(), name: Type.String(), timezone: Type.String() }),
  now: EpochMs,
  mqtt: Type.Object({ connected: Type.Boolean(), url: Type.String() }),
  nats: Type.Object({ connected: Type.Boolean() }),
  radio: Type.Optional(
    Type.Object({ device: Type.String(), scanning: Type.Boolean() }, { description: 'Bluetooth of the computer itself, where it is used' }),
  ),
  headquarters: Type.Object({ reachable: Type.Boolean(), unconfirmedFacts: Type.Integer(), lastConfirmedAt: Type.Optional(EpochMs) }),
  scanners: Type.Array(
    Type.Object({
      id: Type.String(),
      zone: Type.Optional(Type.String()),
      side: Type.Optional(Type.Enum(['inside', 'outside'], { description: 'of the door, where it hangs there' })),
      lastHeardAt: Type.Optional(EpochMs),
      online: Type.Optional(Type.Boolean()),
      state: Type.Optional(Type.Enum(SCANNER_STATES, { description: 'silent: not heard for settings.ingest.silentAfterMs' })),
      clockOffsetMs: Type.Optional(Type.Number({ description: 'how far its clock is ahead (+) or behind (−), where it is off' })),
    }),
  ),
  unknownScanners: Type.Array(Type.String(), { description: 'heard, but not in the site file' }),
  floods: Type.Optional(
    Type.Array(
      Type.Object({
        scanner: Type.String(),
        device: Type.Optional(Type.String({ description: 'a pseudonym that lasts as long as the process' })),
        since: EpochMs,
        lastAt: EpochMs,
        dropped: Type.Integer(),
      }),
      { description: 'who sends too much' },
    ),
  ),
  screens: Type.Array(
    Type.Object({
      id: Type.String(),
      zone: Type.String(),
      lastHelloAt: Type.Optional(EpochMs),
      state: Type.Enum(SCREEN_STATES, { description: 'waiting: an offer was pushed and not yet reported as shown' }),
    }),
  ),
  calibration: Type.Optional(
    Type.Object(
      {
        grade: Type.Enum(['door', 'scanners', 'positions', 'survey'], { description: 'what zones are told from' }),
        groups: Type.Optional(
          Type.Boolean({ description: 'each zone has scanners of its own, which tell it better than their positions or a survey would' }),
        ),
        waitingMinutes: Type.Number({ description: 'traffic kept in memory, to be learnt from' }),
        rejected: Type.Optional(
          Type.Integer({
            description: 'times that what was learnt anew explained the traffic worse than what was known, and was not taken',
          }),
        ),
        learntAt: Type.Optional(EpochMs),
        minutes: Type.Optional(Type.Number({ description: 'traffic that it was learnt from' })),
        tags: Type.Optional(Type.Integer({ description: "of the shop's own, that it was learnt from" })),
        atOneMetreDbm: Type.Optional(Type.Number()),
        exponent: Type.Optional(Type.Number({ description: 'of path loss: 2 in free space' })),
        offsetsDb: Type.Optional(
          Type.Record(Type.String(), Type.Number(), { description: 'what each scanner reads too much; with a survey: since then' }),
        ),
        surveyPoints: Type.Optional(Type.Integer()),
        surveyStrangers: Type.Optional(Type.Array(Type.String(), { description: 'scanners of the survey that the site file has not' })),
      },
      { description: 'what is known of the radio of the shop' },
    ),
  ),
  late: Type.Optional(
    Type.Object(
      {
        waiting: Type.Integer(),
        dropped: Type.Integer({ description: 'found no room: visits of that time are not revised by them' }),
      },
      { description: 'sightings of known people that scanners kept and told hours later' },
    ),
  ),
  footfall: Type.Optional(
    Type.Object(
      {
        from: EpochMs,
        inside: Type.Integer(),
        entered: Type.Integer(),
        passersBy: Type.Integer(),
        excluded: Type.Integer({ description: 'in no count: of the list, or by how they behave' }),
      },
      { description: 'anonymous devices that the running 15 minutes have counted; what is younger than two minutes still waits' },
    ),
  ),
  members: Type.Integer({ description: 'member records known here' }),
  membersWaiting: Type.Optional(Type.Integer({ description: 'told by headquarters and not yet written; they may wait for their keys' })),
  secrets: Type.Optional(
    Type.Object(
      { tokenKeys: Type.Integer(), irks: Type.Integer(), eidKeys: Type.Integer() },
      { description: 'from which the rotating identifiers of members are recognised' },
    ),
  ),
  offers: Type.Integer(),
  ranker: Type.Optional(RankerStatus),
  visitsOpen: Type.Integer(),
  messages: Type.Integer({ description: 'messages of gateways since the start' }),
  refused: Type.Record(Type.String(), Type.Integer(), { description: 'refused input by code' }),
});
export type EdgeStatus = Type.Static<typeof EdgeStatus>;

/** A diagnostic of a shop's working day; a day later it is gone. */
export const LONGEST_RECORDING_S = 43_200;

export const RecordingReply = Type.Object({
  id: ThingId,
  startedAt: InstantText,
  bytes: Type.Integer({ description: 'of the file so far' }),
  deletedAt: InstantText,
  endsAt: Type.Optional(Type.Unsafe<string>({ ...InstantText, description: 'while it is under way: when it ends at the latest' })),
  ended: Type.Optional(Type.Enum(RECORDING_ENDS, { description: 'unknown of one that an earlier run of the edge made' })),
  messages: Type.Optional(Type.Integer()),
  dropped: Type.Optional(Type.Integer({ description: 'messages that came faster than the disk took them, and are missing' })),
});
export type RecordingReply = Type.Static<typeof RecordingReply>;

const Account = Type.Object({ by: Actor });
const OneRecording = Type.Object({ id: ThingId });

export const IngestReply = Type.Object({ status: Type.Literal('received') });

const Format = Type.Object({ format: Type.String({ maxLength: 64, description: 'id of the format, as in docs/gateways.md' }) });

export const edgeRoutes = {
  ...commonRoutes,
  ...edgePrivacyRoutes,
  ...memberRoutes,
  ...rankerRoutes,
  ...edgeDecisionRoutes,
  ingest: route({
    method: 'POST',
    path: '/ingest/:format',
    access: 'open',
    summary:
      'Takes what a gateway, a cloud or an app reports in that format. A cloud proves itself by its secret or signature, all others by the ' +
      'intake token: as bearer, as password of basic authentication or as `token` in the address.',
    params: Format,
    body: { types: [ANY_TYPE], schema: Bytes },
    response: IngestReply,
  }),
  validator: route({
    method: 'GET',
    path: '/ingest/:format',
    access: 'open',
    summary: 'The validator that a cloud asks for before it posts anything; 404 where none is set.',
    params: Format,
    response: Type.String(),
    produces: 'text/plain',
  }),
  session: route({
    method: 'GET',
    path: '/api/session',
    access: 'session',
    summary: 'What a screen or staff page needs to connect.',
    query: Type.Object({
      role: Type.Optional(Type.Enum(['screen', 'staff'], { description: 'which page asks: one browser may show several' })),
      id: Type.Optional(Type.String({ maxLength: 64, description: 'the screen or staff device; the one paired last when absent' })),
    }),
    response: DeviceSession,
  }),
  status: route({
    method: 'GET',
    path: '/api/status',
    access: 'admin',
    summary: 'How the shop is doing; what `aislegate doctor` reads.',
    response: EdgeStatus,
  }),
  startRecording: route({
    method: 'POST',
    path: '/api/recordings',
    access: 'admin',
    summary: 'Starts to record raw input, encrypted, to be deleted after 24 h; one recording at a time. Accounted for.',
    body: {
      types: ['application/json'],
      schema: Type.Object({ seconds: Type.Integer({ minimum: 1, maximum: LONGEST_RECORDING_S }), by: Actor }),
    },
    response: RecordingReply,
    status: 201,
  }),
  recordings: route({
    method: 'GET',
    path: '/api/recordings',
    access: 'admin',
    summary: 'The recordings that there are, oldest first.',
    response: Type.Object({ recordings: Type.Array(RecordingReply) }),
  }),
  stopRecording: route({
    method: 'POST',
    path: '/api/recordings/:id/stop',
    access: 'admin',
    summary: 'Ends a recording before its time. Accounted for.',
    params: OneRecording,
    body: { types: ['application/json'], schema: Account },
    response: RecordingReply,
  }),
  recordingContent: route({
    method: 'GET',
    path: '/api/recordings/:id/content',
    access: 'admin',
    summary: 'The file of a recording that has ended, encrypted; its key stays in the shop. Accounted for.',
    params: OneRecording,
    query: Account,
    response: Type.String(),
    produces: 'application/octet-stream',
  }),
  deleteRecording: route({
    method: 'DELETE',
    path: '/api/recordings/:id',
    access: 'admin',
    summary: 'Destroys the key of a recording and deletes the file. Accounted for.',
    params: OneRecording,
    query: Account,
    response: Type.Object({}),
  }),
} as const;
