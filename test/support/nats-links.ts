import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { inboxPrefix } from '../../contract/subjects.ts';
import { connectNats, type NatsLink } from '../../platform/nats-connection.ts';
import type { NatsServers, ShopServer } from './nats-servers.ts';
import { tempFolder } from './temp-folder.ts';

/** Headquarters' connection to its own server, closed with the test. */
export function linkHeadquarters({ hq }: NatsServers): Promise<NatsLink> {
  return link({ url: hq.url, name: 'hq', credentials: hq.credentials });
}

/** The edge's connection to its shop's server, closed with the test. */
export function linkShop(shop: ShopServer): Promise<NatsLink> {
  return link({ url: shop.url, name: `edge-${shop.shop}`, credentials: shop.credentials, inboxPrefix: inboxPrefix(shop.shop) });
}

async function link({
  credentials,
  ...options
}: {
  url: string;
  name: string;
  credentials: string;
  inboxPrefix?: string;
}): Promise<NatsLink> {
  const credsFile = join(tempFolder(), 'user.creds');
  writeFileSync(credsFile, credentials, { mode: 0o600 });
  const made = await connectNats({ ...options, credsFile });
  onTestFinished(() => made.connection.close());
  return made;
}
