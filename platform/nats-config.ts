import { HQ_DOMAIN } from '../contract/subjects.ts';
import type { NatsIdentity } from './nats-credentials.ts';

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** One address and port to listen on. */
export interface NatsListener {
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsFiles | undefined;
}

export interface NatsServerFiles {
  /** Absent in a container, where the runtime knows the process and keeps its output. */
  readonly pidFile?: string | undefined;
  readonly logFile?: string | undefined;
}

export interface ShopNatsServer {
  readonly shop: string;
  readonly client: NatsListener;
  readonly webSocket: NatsListener;
  readonly identity: NatsIdentity;
  readonly headquarters: { readonly url: string; readonly credsFile: string; readonly caFile?: string | undefined };
  readonly files: NatsServerFiles;
}

export interface HqNatsServer {
  readonly client: NatsListener;
  readonly leaf: NatsListener;
  readonly identity: NatsIdentity;
  readonly storeFolder: string;
  readonly storeBytes: number;
  readonly files: NatsServerFiles;
}

/** The largest message that either server takes: our facts and records are far below, and a hostile one stays small. */
const MAX_PAYLOAD_BYTES = 1_048_576;

/** What JetStream may at least promise to headquarters' streams: a bound, not a reservation on the disk. */
export const JETSTREAM_BYTES = 20 * 2 ** 30;

/** Configuration of the shop's server: screens and staff devices by WebSocket, headquarters by leaf link, no JetStream. */
export function shopNatsConfig(server: ShopNatsServer): string {
  const { headquarters, identity } = server;
  return [
    `server_name: ${quoted(`shop-${server.shop}`)}`,
    ...clientListener(server.client),
    ...operator(identity),
    'websocket {',
    ...indented([`listen: ${quoted(address(server.webSocket))}`, ...(server.webSocket.tls ? tls(server.webSocket.tls) : ['no_tls: true'])]),
    '}',
    'leafnodes {',
    '  remotes = [',
    '    {',
    ...indented(
      [
        `url: ${quoted(headquarters.url)}`,
        `credentials: ${quoted(headquarters.credsFile)}`,
        `account: ${quoted(identity.accountId)}`,
        ...(headquarters.caFile ? ['tls {', `  ca_file: ${quoted(headquarters.caFile)}`, '}'] : []),
      ],
      6,
    ),
    '    }',
    '  ]',
    '}',
    ...files(server.files),
    '',
  ].join('\n');
}

/** Configuration of headquarters' server: JetStream in its own domain, leaf links from the shops. */
export function hqNatsConfig(server: HqNatsServer): string {
  return [
    'server_name: "hq"',
    ...clientListener(server.client),
    ...operator(server.identity),
    'jetstream {',
    ...indented([
      `domain: ${quoted(HQ_DOMAIN)}`,
      `store_dir: ${quoted(server.storeFolder)}`,
      'max_mem: 0',
      `max_file: ${server.storeBytes}`,
    ]),
    '}',
    'leafnodes {',
    ...indented([`listen: ${quoted(address(server.leaf))}`, ...(server.leaf.tls ? tls(server.leaf.tls) : [])]),
    '}',
    ...files(server.files),
    '',
  ].join('\n');
}

function clientListener(listener: NatsListener): string[] {
  return [`listen: ${quoted(address(listener))}`, ...(listener.tls ? tls(listener.tls) : []), `max_payload: ${MAX_PAYLOAD_BYTES}`];
}

/** Operator mode: users come with a signed JWT, so a new screen needs no restart and no list of users on the server. */
function operator(identity: NatsIdentity): string[] {
  return [
    `operator: ${quoted(identity.operatorJwt)}`,
    'resolver: MEMORY',
    'resolver_preload {',
    `  ${identity.accountId}: ${quoted(identity.accountJwt)}`,
    `  ${identity.systemId}: ${quoted(identity.systemJwt)}`,
    '}',
  ];
}

function tls(files: TlsFiles): string[] {
  return ['tls {', `  cert_file: ${quoted(files.certFile)}`, `  key_file: ${quoted(files.keyFile)}`, '}'];
}

function files(paths: NatsServerFiles): string[] {
  return [
    ...(paths.pidFile ? [`pid_file: ${quoted(paths.pidFile)}`] : []),
    ...(paths.logFile ? [`log_file: ${quoted(paths.logFile)}`] : []),
  ];
}

function address(listener: NatsListener): string {
  return listener.host.includes(':') ? `[${listener.host}]:${listener.port}` : `${listener.host}:${listener.port}`;
}

/** A quoted text of nats-server's configuration language, which knows the escapes of JSON that a path or a JWT can need. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function indented(lines: readonly string[], spaces = 2): string[] {
  return lines.map((line) => ' '.repeat(spaces) + line);
}
