import { join } from 'node:path';
import { type DeviceSession, type EdgeStatus, edgeRoutes } from '../../../contract/http/edge-routes.ts';
import type { Site } from '../../../contract/site.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from '../../../platform/http/server.ts';
import type { Recordings } from '../../ports/recordings.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { type DecisionsOptions, registerDecisions } from './decisions.ts';
import { type DeviceCredential, deviceSession } from './device-session.ts';
import { type IntakeOptions, registerIntake } from './intake.ts';
import { type MembersOptions, registerMembers } from './members.ts';
import { type PrivacyOptions, registerPrivacy } from './privacy.ts';
import { type RankerControl, registerRanker } from './ranker.ts';
import { registerRecordings } from './recordings.ts';

export interface EdgeHttpOptions extends Omit<HttpServerOptions, 'pages' | 'linkPages' | 'connectTo' | 'telemetry'> {
  readonly telemetry: HttpServerOptions['telemetry'] & Telemetry;
  readonly site: Site;
  /** Folder of the built web apps. */
  readonly webFolder: string;
  /** Where browsers find the NATS server of the shop. */
  readonly natsWebSocketUrl: string;
  readonly status: () => EdgeStatus;
  /** What gateways, clouds and apps post. */
  readonly intake: IntakeOptions;
  readonly recordings: Recordings;
  readonly shownMember: MembersOptions['shownMember'];
  readonly objections: MembersOptions['objections'];
  readonly explained: DecisionsOptions['explained'];
  readonly privacy: PrivacyOptions['privacy'];
  readonly ranker?: RankerControl;
  /** Signs a credential limited to the subjects of one device. */
  readonly issueDevice: (role: DeviceSession['role'], id: string) => Promise<DeviceCredential>;
}

/** The edge's HTTP: the screen and staff pages, what they need to connect, and how the shop is doing. */
export async function startEdgeHttp(options: EdgeHttpOptions): Promise<HttpServer> {
  const {
    site,
    webFolder,
    natsWebSocketUrl,
    status,
    recordings,
    issueDevice,
    intake,
    shownMember,
    objections,
    explained,
    privacy,
    ...basics
  } = options;
  const screens = new Set((site.screens ?? []).map(({ id }) => id));
  const devices = new Set((site.devices ?? []).map(({ id }) => id));

  const server = await createHttpServer({
    ...basics,
    pages: [
      { prefix: '/screen/', folder: join(webFolder, 'screen'), role: 'screen' },
      { prefix: '/staff/', folder: join(webFolder, 'staff'), role: 'staff' },
    ],
    linkPages: {
      screen: { path: '/screen/', exists: (id) => screens.has(id) },
      staff: { path: '/staff/', exists: (id) => devices.has(id) },
    },
    connectTo: [natsWebSocketUrl],
  });

  server.register(edgeRoutes.session, ({ session }) => deviceSession({ site, session, natsWebSocketUrl, issueDevice }));
  server.register(edgeRoutes.status, () => status());
  registerIntake(intake, { register: server.register, clock: basics.clock, telemetry: basics.telemetry });
  registerRecordings(server.register, recordings);
  registerMembers({ register: server.register, audit: basics.audit, shop: site.shop.id, shownMember, objections });
  registerDecisions({ register: server.register, audit: basics.audit, shop: site.shop.id, explained });
  registerPrivacy({ register: server.register, audit: basics.audit, shop: site.shop.id, clock: basics.clock, privacy });
  if (options.ranker) registerRanker(server.register, options.ranker);
  await server.listen();
  return server;
}
