import { expect, it } from 'vitest';
import { strengthDbm } from '../../../../edge/presence/engine/strength.ts';

const loss = { atOneMetreDbm: -60, exponent: 2 };
const heard = { t: 0, anchor: 'a' };

it.each([
  ['as the scanner reads it', { rssiDbm: -71, rssiAt1mDbm: -50 }, 'scanner', -71],
  ['of a beacon, compared to its own strength at one metre', { rssiDbm: -71, rssiAt1mDbm: -50 }, 'beacon', -81],
  ['of a beacon that does not say its own, as read', { rssiDbm: -71 }, 'beacon', -71],
  ['by the distance, where nothing else is known', { distanceM: 10 }, 'scanner', -80],
  ['by the distance, where the strength was not measured', { rssiDbm: 127, distanceM: 1 }, 'scanner', -60],
  ['no stronger than beside the scanner', { distanceM: 0 }, 'scanner', -60 + 20 * Math.log10(2)],
  ['unknown, where nobody says', {}, 'scanner', undefined],
  ['unknown, of a broken packet', { rssiDbm: 127 }, 'scanner', undefined],
  ['unknown, of a distance without end', { distanceM: Number.POSITIVE_INFINITY }, 'beacon', undefined],
] as const)('a device is heard %s', (_, said, kind, dbm) => {
  const strength = strengthDbm({ ...heard, ...said }, kind, loss);
  if (dbm === undefined) expect(strength).toBeUndefined();
  else expect(strength).toBeCloseTo(dbm, 6);
});
