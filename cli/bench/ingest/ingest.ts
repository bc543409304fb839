import type { Bench } from '../figure.ts';
import { espresenseCost, ibeaconCost } from './decode-cost.ts';
import { edgeRate } from './edge-rate.ts';

/** What it costs to hear a shop. */
export const benchIngest: Bench = async (say) => [await espresenseCost(), await ibeaconCost(), ...(await edgeRate(say))];
