import { DeviceSession, edgeRoutes } from '../../contract/http/edge-routes.ts';
import { fetchJson } from './fetch-json.ts';

/**
 * Who this page is for the shop, with fresh credentials for its NATS server. The cookie of the one-time link speaks for us; where a
 * browser holds several, the page's own address says by `?id=` which one it is.
 */
export async function fetchSession(role: DeviceSession['role']): Promise<DeviceSession> {
  const id = new URLSearchParams(location.search).get('id');
  const query = new URLSearchParams({ role, ...(id ? { id } : {}) });
  return (await fetchJson(`${edgeRoutes.session.path}?${query}`, DeviceSession)).value;
}
