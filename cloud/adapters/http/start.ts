import { join } from 'node:path';
import { AislegateError } from '../../../contract/errors.ts';
import { hqRoutes, IMPORT_LIMIT_BYTES } from '../../../contract/http/hq-routes.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from '../../../platform/http/server.ts';
import type { LeaseDesk } from '../../budgets/lease-desk.ts';
import type { ImportSessions } from '../../distribution/import-sessions.ts';
import type { Importer } from '../../distribution/importer.ts';
import type { RuleDesk } from '../../distribution/rule-desk.ts';
import { footfall } from '../../footfall/footfall.ts';
import { paths } from '../../footfall/paths.ts';
import type { Period } from '../../footfall/period.ts';
import { shops } from '../../footfall/shops.ts';
import type { SmallestCells } from '../../footfall/smallest-cells.ts';
import { visits } from '../../footfall/visits.ts';
import { zoneStays } from '../../footfall/zone-stays.ts';
import type { Models } from '../../models/publish.ts';
import { explainedDecision } from '../../offers/decision.ts';
import { decisions } from '../../offers/decisions.ts';
import { exposures } from '../../offers/exposures.ts';
import type { LogExport } from '../../offers/log-export.ts';
import { pickups } from '../../offers/pickups.ts';
import type { Query } from '../../ports/database.ts';
import { registerImports } from './imports.ts';
import { registerModels } from './models.ts';
import { registerOfferLog } from './offer-log.ts';
import { type OffersOptions, registerOffers } from './offers.ts';
import { type PrivacyOptions, registerPrivacy } from './privacy.ts';
import { registerRules } from './rules.ts';
import { createViews } from './views.ts';

export interface HqHttpOptions extends Omit<HttpServerOptions, 'pages' | 'linkPages' | 'connectTo'> {
  readonly database: Query;
  readonly importer: Importer;
  readonly rules: RuleDesk;
  readonly leases: LeaseDesk;
  readonly imports: ImportSessions;
  readonly models: Models;
  readonly logExport: LogExport;
  readonly ranking: OffersOptions['ranking'];
  /** What members have a right to. */
  readonly privacy: Omit<PrivacyOptions, 'register' | 'audit'>;
  readonly smallestCells: SmallestCells;
  /** Folder of the built web apps. */
  readonly webFolder: string;
}

interface Asked {
  readonly params: { readonly shop: string };
  readonly query: Period;
  readonly by: string;
}

type Report<Row> = (database: Query, shop: string, period: Period) => Promise<Row[]>;

/** Headquarters' HTTP: the dashboard, what it shows, and imports. */
export async function startHqHttp(options: HqHttpOptions): Promise<HttpServer> {
  const { database, importer, rules, leases, imports, models, logExport, ranking, privacy, smallestCells, webFolder, ...basics } = options;
  const server = await createHttpServer({
    ...basics,
    pages: [{ prefix: '/', folder: join(webFolder, 'dashboard'), role: 'dashboard' }],
    linkPages: { dashboard: { path: '/', exists: (id) => id === '' } },
  });

  server.register(hqRoutes.shops, async () => ({ rows: await shops(database) }));
  const view = createViews({ audit: basics.audit, clock: basics.clock });
  /** The rows of a report about single persons. */
  const seen = async <Row>({ params: { shop }, query, by }: Asked, what: string, report: Report<Row>): Promise<{ rows: Row[] }> => {
    await view({ by, what, shop });
    return { rows: await report(database, shop, query) };
  };
  server.register(hqRoutes.visits, (request) => seen(request, 'visits', visits));
  server.register(hqRoutes.zoneStays, (request) => seen(request, 'zone-stays', zoneStays));
  server.register(hqRoutes.exposures, (request) => seen(request, 'exposures', exposures));
  server.register(hqRoutes.decisions, (request) => seen(request, 'decisions', decisions));
  server.register(hqRoutes.decision, async ({ params: { shop, id }, by }) => {
    await view({ by, what: 'decisions', shop });
    const explained = await explainedDecision(database, shop, id);
    if (!explained) throw new AislegateError('OFR_NO_DECISION');
    return explained;
  });
  server.register(hqRoutes.pickups, (request) => seen(request, 'pickups', pickups));
  const nowMs = (): number => basics.clock.nowMs();
  server.register(hqRoutes.footfall, ({ params, query }) => footfall(database, params.shop, query, nowMs(), smallestCells));
  server.register(hqRoutes.paths, ({ params, query }) => paths(database, params.shop, query, nowMs(), smallestCells));
  server.register(
    hqRoutes.import,
    async ({ params, query, body, mediaType, by }) => {
      const reply = await importer({ kind: params.kind, shop: query.shop, mediaType, text: body });
      const outcome = reply.rejected.length > 0 ? 'refused' : 'done';
      const place = query.shop === undefined ? {} : { place: query.shop };
      await basics.audit.append({ action: 'records-imported', by, what: params.kind, ...place, outcome, counts: { rows: reply.imported } });
      return reply;
    },
    { bodyLimitBytes: IMPORT_LIMIT_BYTES },
  );
  registerImports(server.register, imports);
  registerRules(server.register, rules, leases, basics.audit);
  registerModels(server.register, models, basics.audit);
  registerOffers({ register: server.register, audit: basics.audit, database, clock: basics.clock, ranking, smallestCells });
  registerOfferLog(server.register, logExport, basics.audit);
  registerPrivacy({ ...privacy, register: server.register, audit: basics.audit });
  await server.listen();
  return server;
}
