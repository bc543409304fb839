import { AislegateError } from '../../contract/errors.ts';
import type { EdgeStatus } from '../../contract/http/edge-routes.ts';
import { openSiteFile } from '../../edge/adapters/lowdb/site-file.ts';
import { portFree } from '../../platform/listen.ts';
import { type Api, ask, call } from '../api.ts';
import { edgeApi, hqApi, type Installation } from '../installation.ts';
import { lookAtAudit } from './audit.ts';
import { type Finding, ok, wrong } from './finding.ts';
import { lookAtKeys } from './keys.ts';
import { lookAtMachine } from './machine.ts';
import { lookAtShop } from './shop.ts';

/** Everything that can be wrong with an installation on this machine. */
export async function examine(installation: Installation, nowMs: number): Promise<Finding[]> {
  const { data, edge, hq } = installation;
  const findings = [...lookAtMachine(data, nowMs), await lookAtKeys({ folder: edge.keysFolder, data }), await siteFile(edge.site)];
  findings.push(...(await lookAtAudit({ data, keys: edge.keysFolder })));
  const shop = await running('shop process', edge.http, '--http-port', () => edgeApi(installation));
  const headquarters = await running('headquarters process', hq.http, '--hq-http-port', () => hqApi(installation));
  findings.push(shop.finding, headquarters.finding);
  if (!shop.api) return findings;
  try {
    const status = await ask<EdgeStatus>(shop.api, { method: 'GET', path: '/api/status' });
    return [...findings, ...lookAtShop(status, nowMs)];
  } catch (error) {
    return [...findings, wrong('shop process', messageOf(error), 'is the data folder that of the running shop?')];
  }
}

async function siteFile(path: string): Promise<Finding> {
  try {
    const site = await openSiteFile(path).read();
    if (!site) return wrong('site file', `${path} is not there`, 'npx aislegate init, or npm start for a demo shop');
    return ok(
      'site file',
      `${site.shop.name}: ${site.zones.length} zones, ${site.scanners.length} scanners, ${site.screens?.length ?? 0} screens`,
    );
  } catch (error) {
    return wrong('site file', messageOf(error), path);
  }
}

async function running(
  what: string,
  { host, port }: { host: string; port: number },
  flag: string,
  open: () => Promise<Api>,
): Promise<{ finding: Finding; api?: Api }> {
  try {
    const api = await open();
    const { status, body } = await call(api, { method: 'GET', path: '/readyz' });
    if (status === 200) return { finding: ok(what, `${api.url} is ready`), api };
    const failing = Object.entries((body as { checks?: Record<string, boolean> }).checks ?? {}).filter(([, good]) => !good);
    return {
      finding: wrong(
        what,
        `${api.url} is not ready: ${failing.map(([name]) => name).join(', ') || status}`,
        'look into its log in data/logs',
      ),
      api,
    };
  } catch (error) {
    if (!(error instanceof AislegateError)) throw error;
    if (error.code === 'CFG_SECRETS_MISSING') return { finding: wrong(what, 'was never started here', 'npm start') };
    const free = await portFree(host, port).catch(() => true);
    return {
      finding: free
        ? wrong(what, `nothing answers at ${host}:${port}`, 'npm start')
        : wrong(what, `port ${port} is taken by another program`, `move ours with ${flag}`),
    };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
