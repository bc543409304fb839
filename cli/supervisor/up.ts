import { existsSync } from 'node:fs';
import type { Site } from '../../contract/site.ts';
import { openSiteFile } from '../../edge/adapters/lowdb/site-file.ts';
import { writeFileDurably } from '../../platform/durable-file.ts';
import type { Api } from '../api.ts';
import type { Configuration } from '../configuration.ts';
import { freshLinks } from '../links.ts';
import { announcement } from './announce.ts';
import { lockData } from './data-lock.ts';
import { demoTraffic } from './demo.ts';
import { type RunFiles, writeRunFiles } from './files.ts';
import { endLeftovers } from './leftovers.ts';
import { listeners, type UpSettings } from './listeners.ts';
import { needNatsServer } from './nats-server.ts';
import { thisMachine } from './packages.ts';
import { childPlans, localUrl } from './plans.ts';
import { checkData, checkListeners, checkNode } from './preflight.ts';
import { untilAsked } from './signals.ts';
import { Supervisor } from './supervisor.ts';
import { foldersOf, missingSite, readUpSettings } from './up-settings.ts';

export interface UpOptions {
  /** Undefined: as at the last start, and on at the first start without a site file. */
  readonly demo: boolean | undefined;
  readonly mayInstall: boolean;
  readonly say: (line: string) => void;
}

/** Runs everything on this machine until it is asked to stop. */
export async function up(configuration: Configuration, options: UpOptions): Promise<void> {
  const { data, root } = configuration.place;
  checkNode();
  checkData(data);
  const unlock = lockData(data);
  try {
    const settings = readUpSettings(configuration);
    await endLeftovers(foldersOf(data).run);
    await checkListeners(listeners(settings));
    const natsServer = needNatsServer({ named: settings.servers.program, machine: thisMachine(), ...options });
    const { site, demo } = await siteOf(settings, data, options);
    const files = await writeRunFiles(settings, data, site.shop.id);
    const supervisor = new Supervisor(foldersOf(data), options.say);
    const stopping = new AbortController();
    await untilAsked({
      run: async () => {
        options.say('Starting …');
        await supervisor.start(childPlans(settings, files, natsServer, root));
        if (!stopping.signal.aborted) await open({ settings, files, site, demo, data, say: options.say }, stopping.signal);
      },
      stop: async () => {
        stopping.abort();
        await supervisor.stop();
      },
      kill: () => supervisor.kill(),
      say: options.say,
    });
  } finally {
    unlock();
  }
}

/** The site, and whether the demo plays in it. A first start without a site file makes a demo shop. */
async function siteOf({ edge }: UpSettings, data: string, { demo }: UpOptions): Promise<{ site: Site; demo: boolean }> {
  const store = openSiteFile(edge.site);
  const marker = foldersOf(data).demo;
  const site = await store.read();
  if (site) return { site, demo: demo ?? existsSync(marker) };
  if (demo === false) throw missingSite(edge.site);
  const { DEMO_SITE } = await import('../demo/shop.ts');
  await store.write(DEMO_SITE);
  await writeFileDurably(marker, `${JSON.stringify({ site: edge.site })}\n`);
  return { site: DEMO_SITE, demo: true };
}

interface Opening {
  readonly settings: UpSettings;
  readonly files: RunFiles;
  readonly site: Site;
  readonly demo: boolean;
  readonly data: string;
  readonly say: (line: string) => void;
}

/** A newcomer may try everything; a real shop says itself who may edit. */
const DEMO_EDITOR = 'demo';

/** Everything runs: the demo begins, and people are told where the pages are. */
async function open({ settings, files, site, demo, data, say }: Opening, signal: AbortSignal): Promise<void> {
  const { secrets } = files;
  const { edge, hq } = settings;
  const edgeApi: Api = { url: localUrl(edge.http), token: secrets.edge.adminToken, caFile: edge.http.tls?.certFile };
  const hqApi: Api = { url: localUrl(hq.http), token: secrets.hq.adminToken, caFile: hq.http.tls?.certFile };
  if (demo) await demoTraffic({ site, edge, secrets: secrets.edge, hq: hqApi, data, signal, say });
  const links = await freshLinks(site, { edge: edgeApi, hq: hqApi, editor: demo ? DEMO_EDITOR : undefined });
  say(announcement({ shop: site.shop.name, links, listeners: listeners(settings), data, logs: foldersOf(data).logs, demo }));
}
