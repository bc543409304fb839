import Type from 'typebox';
import { Host, Path, Port, TlsFiles } from '../../contract/setting-parts.ts';
import { gatherSettings, type SettingOption, type SettingSources } from '../../contract/settings.ts';

/** The NATS servers that `up` starts; services of your own have their own configuration. */
export const ServerSettings = Type.Object(
  {
    program: Type.Optional(Path),
    shop: Type.Object({ host: Host, port: Port, webSocketPort: Port, tls: Type.Optional(TlsFiles) }),
    hq: Type.Object({
      host: Host,
      port: Port,
      leafPort: Port,
      tls: Type.Optional(TlsFiles),
    }),
  },
  { $id: 'ServerSettings', description: 'The NATS servers of `aislegate up`.' },
);
export type ServerSettings = Type.Static<typeof ServerSettings>;

export const SERVER_OPTIONS: readonly SettingOption[] = [
  { name: 'nats-server', path: 'program', type: 'text', description: 'the program (found on the path when left out)' },
  { name: 'nats-host', path: 'shop.host', type: 'text', description: "address of the shop's NATS server" },
  { name: 'nats-port', path: 'shop.port', type: 'number', description: 'its port' },
  { name: 'nats-websocket-port', path: 'shop.webSocketPort', type: 'number', description: 'its port for screens and staff devices' },
  { name: 'nats-tls-cert', path: 'shop.tls.certFile', type: 'text', description: 'its certificate, PEM' },
  { name: 'nats-tls-key', path: 'shop.tls.keyFile', type: 'text', description: 'its key, PEM' },
  { name: 'hq-nats-host', path: 'hq.host', type: 'text', description: "address of headquarters' NATS server" },
  { name: 'hq-nats-port', path: 'hq.port', type: 'number', description: 'its port' },
  { name: 'hq-leaf-port', path: 'hq.leafPort', type: 'number', description: 'its port for the shops' },
  { name: 'hq-nats-tls-cert', path: 'hq.tls.certFile', type: 'text', description: 'its certificate, PEM' },
  { name: 'hq-nats-tls-key', path: 'hq.tls.keyFile', type: 'text', description: 'its key, PEM' },
];

export function parseServerSettings(sources: SettingSources): ServerSettings {
  return gatherSettings(ServerSettings, SERVER_OPTIONS, sources, {
    shop: { host: '127.0.0.1', port: 14_222, webSocketPort: 14_280 },
    hq: { host: '127.0.0.1', port: 14_223, leafPort: 17_422 },
  });
}
