export type DeviceRole = 'screen' | 'staff';

export interface DeviceCredential {
  readonly jwt: string;
  /** The private key of the device's NATS user. */
  readonly seed: string;
}

/** Credentials with which a screen or a staff device connects to the shop's NATS server: its own subjects, for a day. */
export interface DeviceCredentials {
  issue(role: DeviceRole, id: string, shop: string): Promise<DeviceCredential>;
}
