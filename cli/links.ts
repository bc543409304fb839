import type { LinkReply } from '../contract/http/common-routes.ts';
import type { Site } from '../contract/site.ts';
import { type Api, ask } from './api.ts';

export interface Link {
  readonly target: 'screen' | 'staff' | 'dashboard';
  readonly id?: string;
  readonly title: string;
  /** Opens once, within 15 minutes. */
  readonly url: string;
}

/** A fresh link to each page of the shop: every screen, every staff device, the dashboard. */
export async function freshLinks(site: Site, edge: Api | undefined, hq: Api | undefined): Promise<Link[]> {
  const zoneNames = new Map(site.zones.map((zone) => [zone.id, zone.name]));
  const screens = (site.screens ?? []).map(({ id, zone }) => ({
    target: 'screen' as const,
    id,
    title: `screen in ${zoneNames.get(zone) ?? zone}`,
  }));
  const devices = (site.devices ?? []).map(({ id, name }) => ({ target: 'staff' as const, id, title: `staff, ${name}` }));
  const links: Link[] = [];
  if (edge) for (const page of [...screens, ...devices]) links.push({ ...page, url: await link(edge, page.target, page.id) });
  if (hq) links.push({ target: 'dashboard', title: 'dashboard', url: await link(hq, 'dashboard') });
  return links;
}

async function link(api: Api, target: Link['target'], id?: string): Promise<string> {
  const content = JSON.stringify({ target, ...(id !== undefined && { id }) });
  const reply = await ask<LinkReply>(api, { method: 'POST', path: '/api/links', body: { type: 'application/json', content } });
  return reply.url;
}

/** Links as aligned lines. */
export function linkLines(links: readonly Link[]): string[] {
  const width = Math.max(...links.map(({ title }) => title.length));
  return links.map(({ title, url }) => `  ${title.padEnd(width)}  ${url}`);
}
