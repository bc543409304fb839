import type { Site } from '../../contract/site.ts';
import type { EdgeSettings } from '../../edge/config/settings.ts';
import type { EdgeSecrets } from '../../platform/secrets.ts';
import type { Api } from '../api.ts';
import { reachable } from './listeners.ts';

export interface Demo {
  readonly site: Site;
  readonly edge: EdgeSettings;
  readonly secrets: EdgeSecrets;
  readonly hq: Api;
  readonly data: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Fills the demo shop and lets people shop in it, until the signal. Resolves when they are on the way. */
export async function demoTraffic({ site, edge, secrets, hq, data, signal, say }: Demo): Promise<void> {
  const { stageDemo, tellOrder } = await import('../demo/stage.ts');
  const { runDemoTraffic } = await import('../demo/traffic.ts');
  const { demoMembers } = await import('../demo/people.ts');
  const { openPublisher } = await import('../trace/mqtt-publisher.ts');
  const startMs = Date.now();
  await stageDemo(hq, site.shop.id, startMs);
  const userOf = (role: string) => secrets.mqttUsers.find((user) => user.role === role);
  const broker =
    'embedded' in edge.mqtt
      ? { mqtt: brokerUrl(edge.mqtt.embedded), ca: edge.mqtt.embedded.tls?.certFile }
      : { mqtt: edge.mqtt.url, ca: edge.mqtt.caFile };
  void runDemoTraffic({
    site,
    members: demoMembers(startMs),
    seed: Math.floor(startMs / 1000),
    startMs,
    signal,
    connect: (role) => openPublisher({ ...broker, username: userOf(role)?.username, password: userOf(role)?.password, data }),
    order: (memberId, orderNumber, state) =>
      tellOrder(hq, site.shop.id, { memberId, orderNumber, state, readyAt: new Date().toISOString() }),
  }).catch((error: unknown) => say(`The demo has ended: ${error instanceof Error ? error.message : String(error)}`));
}

function brokerUrl({ host, port, tls }: { host: string; port: number; tls?: unknown }): string {
  const here = reachable(host);
  return `${tls ? 'mqtts' : 'mqtt'}://${here.includes(':') ? `[${here}]` : here}:${port}`;
}
