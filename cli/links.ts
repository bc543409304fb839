import type { Static } from 'typebox';
import type { LinkReply, LinkRequest } from '../contract/http/common-routes.ts';
import type { Site } from '../contract/site.ts';
import { type Api, ask } from './api.ts';

export interface Link {
  readonly target: 'screen' | 'staff' | 'dashboard';
  readonly id?: string;
  readonly title: string;
  /** Opens once, within 15 minutes. */
  readonly url: string;
  /** Whose browser it lets edit rules. */
  readonly editor?: string;
}

export interface LinkOptions {
  readonly edge: Api | undefined;
  readonly hq: Api | undefined;
  /** Who gets a link to the dashboard with which rules can be edited. */
  readonly editor?: string | undefined;
}

/** A fresh link to each page of the shop: every screen, every staff device, the dashboard, and the dashboard of who may edit rules. */
export async function freshLinks(site: Site, { edge, hq, editor }: LinkOptions): Promise<Link[]> {
  const zoneNames = new Map(site.zones.map((zone) => [zone.id, zone.name]));
  const screens = (site.screens ?? []).map(({ id, zone }) => ({
    target: 'screen' as const,
    id,
    title: `screen in ${zoneNames.get(zone) ?? zone}`,
  }));
  const devices = (site.devices ?? []).map(({ id, name }) => ({ target: 'staff' as const, id, title: `staff, ${name}` }));
  const links: Link[] = [];
  if (edge)
    for (const page of [...screens, ...devices]) links.push({ ...page, url: await link(edge, { target: page.target, id: page.id }) });
  const target = 'dashboard';
  if (hq) links.push({ target, title: target, url: await link(hq, { target }) });
  if (hq && editor !== undefined)
    links.push({ target, editor, title: `dashboard, ${editor} edits rules`, url: await link(hq, { target, editor }) });
  return links;
}

async function link(api: Api, wanted: Static<typeof LinkRequest>): Promise<string> {
  const content = JSON.stringify(wanted);
  const reply = await ask<LinkReply>(api, { method: 'POST', path: '/api/links', body: { type: 'application/json', content } });
  return reply.url;
}

/** Links as aligned lines. */
export function linkLines(links: readonly Link[]): string[] {
  const width = Math.max(...links.map(({ title }) => title.length));
  return links.map(({ title, url }) => `  ${title.padEnd(width)}  ${url}`);
}
