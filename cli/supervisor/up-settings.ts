import { join } from 'node:path';
import { parseHqSettings } from '../../cloud/config/settings.ts';
import { AislegateError } from '../../contract/errors.ts';
import { parseEdgeSettings } from '../../edge/config/settings.ts';
import type { Configuration } from '../configuration.ts';
import { announced, reachable, type UpSettings } from './listeners.ts';
import { parseServerSettings, type ServerSettings } from './servers.ts';

/** The settings of everything on one machine: each process finds the servers where `up` starts them, unless told otherwise. */
export function readUpSettings({ place, sources }: Configuration): UpSettings {
  const servers = parseServerSettings(sources('servers'));
  const { publicUrl } = parseEdgeSettings(sources('edge'), place).http;
  const edge = parseEdgeSettings(sources('edge'), place, { ...client(servers.shop), webSocketUrl: webSocketUrl(servers.shop, publicUrl) });
  const hq = parseHqSettings(sources('hq'), place, client(servers.hq));
  return { edge, hq, servers };
}

interface Server {
  readonly host: string;
  readonly port: number;
  readonly tls?: { readonly certFile: string };
}

/** A certificate that nobody else signed is its own authority; one that an authority signed comes with `--nats-ca`. */
function client({ host, port, tls }: Server): { url: string; caFile?: string } {
  return { url: `${tls ? 'tls' : 'nats'}://${bracketed(reachable(host))}:${port}`, ...(tls && { caFile: tls.certFile }) };
}

/** Browsers reach the server by the same name as the pages. */
function webSocketUrl({ host, webSocketPort, tls }: ServerSettings['shop'], publicUrl: string | undefined): string {
  const name = publicUrl === undefined ? bracketed(announced(host)) : new URL(publicUrl).hostname;
  return `${tls ? 'wss' : 'ws'}://${name}:${webSocketPort}`;
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** Folders below the data folder. */
export function foldersOf(data: string) {
  return { nats: join(data, 'nats'), run: join(data, 'run'), logs: join(data, 'logs'), demo: join(data, 'demo.json') };
}

/** `up` runs one shop: its site file, and nothing else, says which. */
export function missingSite(path: string): AislegateError {
  return new AislegateError('CFG_FILE_MISSING', { path });
}
