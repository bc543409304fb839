/** The beacon that demonstrations carry, made up: a recording does not say which one it was. A demo member registers it. */
export const DEMO_BEACON = 'ibeacon:6f9d1c2e-47b8-4a55-9e30-1d2c8b7a6f54-2026-117';
