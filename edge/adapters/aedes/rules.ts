import type { Aedes, AuthenticateError, Client } from 'aedes';
import type { MqttUser } from '../../../platform/secrets.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { type Access, accessOf, mayPublish, mayRetain, maySubscribe } from './access.ts';
import type { BusinessEvents } from './business-events.ts';
import type { Subscribers } from './subscribers.ts';
import { authenticator } from './users.ts';

export interface RulesOptions {
  readonly users: readonly MqttUser[];
  readonly shop: string;
  /** Topic filters of the formats that the edge understands: gateways may publish there. */
  readonly gatewayTopics?: readonly string[];
  readonly telemetry: Pick<Telemetry, 'count'>;
  readonly events: BusinessEvents;
  readonly subscribers: Subscribers;
}

/** Retained messages stay in memory until the process ends: enough for thousands of scanners, not for whoever invents topics. */
const MAX_RETAINED_TOPICS = 10_000;
const MAX_RETAINED_BYTES = 4096;
/** MQTT 3.1.1 cannot refuse a publish without ending the connection; what is refused goes where no filter of a user reaches. */
const NOWHERE = '$refused';
const BAD_USERNAME_OR_PASSWORD = 4;
const NO_ACCESS: Access = { publish: [], subscribe: [] };

/** Who may come in, and what happens to what they say. `userOf` is who a connection proved to be. */
export function rules({ users, shop, gatewayTopics = [], telemetry, events, subscribers }: RulesOptions) {
  const authenticate = authenticator(users);
  const known = new WeakMap<Client, MqttUser & { readonly access: Access }>();
  const retained = new Set<string>();
  const accessFor = (client: Client | null): Access => (client && known.get(client)?.access) ?? NO_ACCESS;
  const refuse = (code: 'ING_BAD_CREDENTIALS' | 'ING_FORBIDDEN'): void =>
    telemetry.count('aislegate_refused_total', { source: 'mqtt', code });
  const isRoomFor = (topic: string, bytes: number): boolean => {
    if (bytes > MAX_RETAINED_BYTES || (retained.size >= MAX_RETAINED_TOPICS && !retained.has(topic))) return false;
    // An empty message takes the retained one away (MQTT 3.1.1 §3.3.1.3).
    bytes === 0 ? retained.delete(topic) : retained.add(topic);
    return true;
  };

  const hooks = {
    preConnect: ((_client, packet, done) => {
      // Every session is a clean one: nothing is kept, without bound, for a gateway that left.
      packet.clean = true;
      done(null, true);
    }) satisfies Aedes['preConnect'],
    authenticate: ((client, username, password, done) => {
      const user = authenticate(username, password);
      if (user) {
        known.set(client, { ...user, access: accessOf(user.role, shop, gatewayTopics) });
        done(null, true);
        return;
      }
      refuse('ING_BAD_CREDENTIALS');
      done(Object.assign(new Error('bad user name or password'), { returnCode: BAD_USERNAME_OR_PASSWORD }) as AuthenticateError, false);
    }) satisfies Aedes['authenticate'],
    authorizePublish: ((client, packet, done) => {
      if (!mayPublish(accessFor(client), packet.topic)) {
        refuse('ING_FORBIDDEN');
        packet.topic = NOWHERE;
        packet.payload = '';
      }
      packet.retain &&= mayRetain(packet.topic) && isRoomFor(packet.topic, packet.payload.length);
      if (client && events.concerns(packet.topic)) events.take(client, packet, done);
      else done();
    }) satisfies Aedes['authorizePublish'],
    authorizeSubscribe: ((client, subscription, done) => {
      const allowed = maySubscribe(accessFor(client), subscription.topic);
      if (!allowed) refuse('ING_FORBIDDEN');
      done(null, allowed ? subscription : null);
    }) satisfies Aedes['authorizeSubscribe'],
    authorizeForward: ((client, packet) => {
      const user = known.get(client);
      return user && subscribers.takes(client, user) ? packet : null;
    }) satisfies Aedes['authorizeForward'],
  };
  return { hooks, userOf: (client: Client): MqttUser | undefined => known.get(client) };
}
