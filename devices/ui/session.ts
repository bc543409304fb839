import { DeviceSession, edgeRoutes } from '../../contract/http/edge-routes.ts';
import { fetchJson } from './fetch-json.ts';

/** Who this browser is for the shop, with fresh credentials for its NATS server. The cookie of the one-time link speaks for us. */
export async function fetchSession(): Promise<DeviceSession> {
  return (await fetchJson(edgeRoutes.session.path, DeviceSession)).value;
}
