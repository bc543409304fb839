import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../../cli/configuration.ts';
import { listeners } from '../../../cli/supervisor/listeners.ts';
import { readUpSettings } from '../../../cli/supervisor/up-settings.ts';

function read(flags: Readonly<Record<string, string>>) {
  const configuration: Configuration = {
    place: { root: '/program', data: '/data', keys: '/data.keys' },
    sources: () => ({ environment: {}, flags }),
  };
  return readUpSettings(configuration);
}

const TLS = { 'nats-tls-cert': '/tls/cert.pem', 'nats-tls-key': '/tls/key.pem' };

describe('settings of everything on one machine', () => {
  it('lead each process to the servers where they are started', () => {
    const { edge, hq } = read({ 'nats-port': '4001', 'nats-websocket-port': '4002', 'hq-nats-port': '4003' });
    expect(edge.nats).toMatchObject({ url: 'nats://127.0.0.1:4001', webSocketUrl: 'ws://127.0.0.1:4002' });
    expect(hq.nats.url).toBe('nats://127.0.0.1:4003');
  });

  it('let screens on other machines find the server by the name of this one, or by that of the pages', () => {
    expect(read({ ...TLS, 'nats-host': '0.0.0.0' }).edge.nats).toMatchObject({
      url: 'tls://127.0.0.1:14222',
      caFile: '/tls/cert.pem',
      webSocketUrl: `wss://${hostname()}:14280`,
    });
    const named = read({ ...TLS, 'nats-host': '0.0.0.0', 'public-url': 'https://shop.example:18080' });
    expect(named.edge.nats.webSocketUrl).toBe('wss://shop.example:14280');
  });

  it('name seven ports, each with a flag of its own that moves it', () => {
    const all = listeners(read({}));
    expect(new Set(all.map(({ port }) => port)).size).toBe(7);
    expect(new Set(all.map(({ flag }) => flag)).size).toBe(7);
    expect(all.every(({ host }) => host === '127.0.0.1')).toBe(true);
  });

  it('need no port for a broker of the shop', () => {
    expect(listeners(read({ 'mqtt-url': 'mqtt://broker.example' }))).toHaveLength(6);
  });
});
