import { join } from 'node:path';
import { hqRoutes, IMPORT_LIMIT_BYTES } from '../../../contract/http/hq-routes.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from '../../../platform/http/server.ts';
import type { Importer } from '../../distribution/importer.ts';
import { footfall } from '../../footfall/footfall.ts';
import { paths } from '../../footfall/paths.ts';
import { shops } from '../../footfall/shops.ts';
import type { SmallestCells } from '../../footfall/smallest-cells.ts';
import { visits } from '../../footfall/visits.ts';
import { zoneStays } from '../../footfall/zone-stays.ts';
import { decisions } from '../../offers/decisions.ts';
import { exposures } from '../../offers/exposures.ts';
import { pickups } from '../../offers/pickups.ts';
import type { Query } from '../../ports/database.ts';

export interface HqHttpOptions extends Omit<HttpServerOptions, 'pages' | 'linkPages' | 'connectTo'> {
  readonly database: Query;
  readonly importer: Importer;
  readonly smallestCells: SmallestCells;
  /** Folder of the built web apps. */
  readonly webFolder: string;
}

/** Headquarters' HTTP: the dashboard, what it shows, and imports. */
export async function startHqHttp(options: HqHttpOptions): Promise<HttpServer> {
  const { database, importer, smallestCells, webFolder, ...basics } = options;
  const server = await createHttpServer({
    ...basics,
    pages: [{ prefix: '/', folder: join(webFolder, 'dashboard'), role: 'dashboard' }],
    linkPages: { dashboard: { path: '/', exists: (id) => id === '' } },
  });

  server.register(hqRoutes.shops, async () => ({ rows: await shops(database) }));
  server.register(hqRoutes.visits, async ({ params, query }) => ({ rows: await visits(database, params.shop, query) }));
  server.register(hqRoutes.zoneStays, async ({ params, query }) => ({ rows: await zoneStays(database, params.shop, query) }));
  server.register(hqRoutes.exposures, async ({ params, query }) => ({ rows: await exposures(database, params.shop, query) }));
  server.register(hqRoutes.decisions, async ({ params, query }) => ({ rows: await decisions(database, params.shop, query) }));
  server.register(hqRoutes.pickups, async ({ params, query }) => ({ rows: await pickups(database, params.shop, query) }));
  const nowMs = (): number => basics.clock.nowMs();
  server.register(hqRoutes.footfall, ({ params, query }) => footfall(database, params.shop, query, nowMs(), smallestCells));
  server.register(hqRoutes.paths, ({ params, query }) => paths(database, params.shop, query, nowMs(), smallestCells));
  server.register(
    hqRoutes.import,
    ({ params, query, body, mediaType }) => importer({ kind: params.kind, shop: query.shop, mediaType, text: body }),
    { bodyLimitBytes: IMPORT_LIMIT_BYTES },
  );
  await server.listen();
  return server;
}
