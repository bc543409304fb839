import Type from 'typebox';
import { EpochMs } from '../scalars.ts';
import { commonRoutes } from './common-routes.ts';
import { route } from './route.ts';

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

export const EdgeStatus = Type.Object({
  shop: Type.Object({ id: Type.String(), name: Type.String(), timezone: Type.String() }),
  now: EpochMs,
  mqtt: Type.Object({ connected: Type.Boolean(), url: Type.String() }),
  nats: Type.Object({ connected: Type.Boolean() }),
  headquarters: Type.Object({ reachable: Type.Boolean(), unconfirmedFacts: Type.Integer(), lastConfirmedAt: Type.Optional(EpochMs) }),
  scanners: Type.Array(
    Type.Object({
      id: Type.String(),
      zone: Type.Optional(Type.String()),
      lastHeardAt: Type.Optional(EpochMs),
      online: Type.Optional(Type.Boolean()),
    }),
  ),
  unknownScanners: Type.Array(Type.String(), { description: 'heard, but not in the site file' }),
  screens: Type.Array(
    Type.Object({
      id: Type.String(),
      zone: Type.String(),
      lastHelloAt: Type.Optional(EpochMs),
      state: Type.Enum(SCREEN_STATES, { description: 'waiting: an offer was pushed and not yet reported as shown' }),
    }),
  ),
  members: Type.Integer({ description: 'member records known here' }),
  offers: Type.Integer(),
  visitsOpen: Type.Integer(),
  messages: Type.Integer({ description: 'messages of gateways since the start' }),
  refused: Type.Record(Type.String(), Type.Integer(), { description: 'refused input by code' }),
});
export type EdgeStatus = Type.Static<typeof EdgeStatus>;

export const edgeRoutes = {
  ...commonRoutes,
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
} as const;
