import { fileURLToPath } from 'node:url';

/** Recorded real data, where a checkout has it beside it; tests that need it say so and are skipped elsewhere. */
const RECORDED_DATA = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
export const RECORDED_WALKS = `${RECORDED_DATA}ble-walks`;
export const RECORDED_DOOR = `${RECORDED_DATA}ble-door`;
export const RECORDED_JOURNEY = `${RECORDED_DATA}completejourney`;
