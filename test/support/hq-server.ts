import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startHqHttp } from '../../cloud/adapters/http/start.ts';
import { createLeaseDesk } from '../../cloud/budgets/lease-desk.ts';
import { createImportSessions } from '../../cloud/distribution/import-sessions.ts';
import { createImporter } from '../../cloud/distribution/importer.ts';
import { createOutbound } from '../../cloud/distribution/outbound.ts';
import { createRankingDesk } from '../../cloud/distribution/ranking-desk.ts';
import { createRuleDesk } from '../../cloud/distribution/rule-desk.ts';
import { SMALLEST_CELLS } from '../../cloud/footfall/smallest-cells.ts';
import { createModels } from '../../cloud/models/publish.ts';
import { createLogExport } from '../../cloud/offers/log-export.ts';
import type { Database } from '../../cloud/ports/database.ts';
import { createPrivacy } from '../../cloud/privacy/privacy.ts';
import { MemoryKeyRing } from '../../edge/adapters/memory/key-ring.ts';
import { deflated } from '../../platform/packing.ts';
import { publicKeyOf, signingKeyOf } from '../../platform/signing-key.ts';
import { FakeBuckets } from '../fakes/buckets.ts';
import { stagedInMemory } from '../fakes/staged-pages.ts';
import { serverBasics } from './served.ts';
import { tempFolder } from './temp-folder.ts';

export const RECEIPT_KEY = '0f'.repeat(32);

/** A dashboard that says nothing but that it is one. */
function bareWebFolder(): string {
  const folder = tempFolder();
  mkdirSync(join(folder, 'dashboard'));
  writeFileSync(join(folder, 'dashboard', 'index.html'), '<title>dashboard</title>');
  return folder;
}

/** Headquarters as browsers and the command line meet it, with buckets that a test can look into. */
export async function hqServer(database: Database, webFolder = bareWebFolder()) {
  const { options, telemetry, clock } = serverBasics();
  const buckets = new FakeBuckets();
  const importing = {
    database,
    keyRing: new MemoryKeyRing(),
    outbound: createOutbound({ database, buckets, telemetry }),
    openStaging: stagedInMemory,
    recordSecret: 'cd'.repeat(32),
    clock,
    random: options.random,
    telemetry,
    audit: options.audit,
    packing: deflated,
  };
  const importer = createImporter(importing);
  const imports = createImportSessions(importing);
  const shopDesk = { erase: () => {}, holdings: async () => undefined };
  const privacy = { ...createPrivacy({ ...importing, buckets, shopDesk }), receiptKey: RECEIPT_KEY };
  const models = createModels({ ...importing, endorser: { privateKey: signingKeyOf(RECEIPT_KEY), publicKey: publicKeyOf(RECEIPT_KEY) } });
  const logExport = createLogExport(importing);
  const server = await startHqHttp({
    ...options,
    database,
    importer,
    rules: createRuleDesk(importing),
    leases: createLeaseDesk({ database, clock }),
    imports,
    models,
    logExport,
    ranking: createRankingDesk(importing),
    privacy,
    smallestCells: SMALLEST_CELLS,
    webFolder,
  });
  onTestFinished(() => server.close());
  return { server, buckets, audit: options.audit, clock };
}
