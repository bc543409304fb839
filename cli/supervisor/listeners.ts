import { hostname } from 'node:os';
import type { HqSettings } from '../../cloud/config/settings.ts';
import type { TlsFiles } from '../../contract/setting-parts.ts';
import type { EdgeSettings } from '../../edge/config/settings.ts';
import type { ServerSettings } from './servers.ts';

/** One port that the installation listens on, and the flag that moves it. */
export interface Listener {
  readonly what: string;
  readonly host: string;
  readonly port: number;
  readonly flag: string;
  readonly hostFlag: string;
  readonly tlsFlag: string;
  readonly tls: TlsFiles | undefined;
}

export interface UpSettings {
  readonly edge: EdgeSettings;
  readonly hq: HqSettings;
  readonly servers: ServerSettings;
}

/** Everything that `up` listens on, in the order in which it starts. */
export function listeners({ edge, hq, servers }: UpSettings): Listener[] {
  const hqServer = { host: servers.hq.host, tls: servers.hq.tls, hostFlag: '--hq-nats-host', tlsFlag: '--hq-nats-tls-cert' };
  const shopServer = { host: servers.shop.host, tls: servers.shop.tls, hostFlag: '--nats-host', tlsFlag: '--nats-tls-cert' };
  const broker = 'embedded' in edge.mqtt ? edge.mqtt.embedded : undefined;
  return [
    { what: 'NATS of headquarters', port: servers.hq.port, flag: '--hq-nats-port', ...hqServer },
    { what: 'NATS of headquarters, for shops', port: servers.hq.leafPort, flag: '--hq-leaf-port', ...hqServer },
    { what: 'NATS of the shop', port: servers.shop.port, flag: '--nats-port', ...shopServer },
    { what: 'NATS of the shop, for screens and staff', port: servers.shop.webSocketPort, flag: '--nats-websocket-port', ...shopServer },
    { what: 'dashboard and HQ API', ...web(hq.http), flag: '--hq-http-port', hostFlag: '--hq-http-host', tlsFlag: '--hq-http-tls-cert' },
    ...(broker
      ? [{ what: 'MQTT for scanners and tills', ...web(broker), flag: '--mqtt-port', hostFlag: '--mqtt-host', tlsFlag: '--mqtt-tls-cert' }]
      : []),
    {
      what: 'screens, staff app and shop API',
      ...web(edge.http),
      flag: '--http-port',
      hostFlag: '--http-host',
      tlsFlag: '--http-tls-cert',
    },
  ];
}

function web({ host, port, tls }: { host: string; port: number; tls?: TlsFiles }) {
  return { host, port, tls };
}

/** An address to reach a listener from other machines: one that listens everywhere goes by the name of this machine. */
export function announced(host: string): string {
  return host === '0.0.0.0' || host === '::' ? hostname() : host;
}

/** An address to reach a listener from this machine: one that listens everywhere also listens here. */
export function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
