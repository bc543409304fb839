/**
 * The ways in which a visitor is recognised, the surest first: where two of them name different members, the earlier one is believed.
 * `beacon` is a fixed identifier (iBeacon, AltBeacon, Eddystone-UID, an address that does not change), which anybody could copy.
 */
export const WAYS = ['token', 'card', 'app-report', 'resolvable-address', 'eddystone-eid', 'guest-wifi', 'beacon'] as const;
export type Way = (typeof WAYS)[number];
