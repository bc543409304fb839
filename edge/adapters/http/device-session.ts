import { AislegateError } from '../../../contract/errors.ts';
import type { DeviceSession } from '../../../contract/http/edge-routes.ts';
import type { Site } from '../../../contract/site.ts';
import type { Session } from '../../../platform/http/session.ts';

export interface DeviceCredential {
  readonly jwt: string;
  readonly seed: string;
}

export interface DeviceSessionInput {
  readonly site: Site;
  readonly session: Session | undefined;
  readonly natsWebSocketUrl: string;
  readonly issueDevice: (role: DeviceSession['role'], id: string) => Promise<DeviceCredential>;
}

/** Who a paired browser is for the shop, with a fresh credential. A device that has left the site file gets none, paired or not. */
export async function deviceSession({ site, session, natsWebSocketUrl, issueDevice }: DeviceSessionInput): Promise<DeviceSession> {
  // The admin token is nobody's screen.
  if (!session || session.role === 'dashboard') throw new AislegateError('API_FORBIDDEN');
  const { role, id } = session;
  const place = role === 'screen' ? screenPlace(site, id) : staffPlace(site, id);
  const { jwt, seed } = await issueDevice(role, id);
  const { shop } = site;
  return { shop: { id: shop.id, name: shop.name }, role, id, ...place, nats: { url: natsWebSocketUrl, jwt, seed } };
}

function screenPlace(site: Site, id: string): Pick<DeviceSession, 'zone'> {
  const screen = site.screens?.find((one) => one.id === id);
  if (!screen) throw new AislegateError('API_NOT_FOUND');
  const zone = site.zones.find((one) => one.id === screen.zone);
  return zone ? { zone: { id: zone.id, name: zone.name } } : {};
}

function staffPlace(site: Site, id: string): Pick<DeviceSession, 'name'> {
  const device = site.devices?.find((one) => one.id === id);
  if (!device) throw new AislegateError('API_NOT_FOUND');
  return { name: device.name };
}
