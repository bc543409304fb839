import { dirname } from 'node:path';
import { type Addresses, measureAddresses } from './addresses.ts';
import { anonymousMb } from './anonymous-memory.ts';
import { type Lookups, measureLookups } from './lookups.ts';
import { openShopMembers } from './shop-members.ts';
import { lateInWindow, measureWindows, prepared, type Windows } from './windows.ts';

export interface Measured extends Lookups, Windows, Addresses {
  readonly growthMb: number;
  readonly openS: number;
}

/** Opens the members of a shop as the edge does, and measures what that costs. */
export async function measure(data: string, members: number, irks: number, nowMs: number): Promise<Measured> {
  const beforeMb = anonymousMb();
  const started = performance.now();
  const shop = await openShopMembers(data, nowMs);
  const openS = (performance.now() - started) / 1000;
  try {
    const now = lateInWindow(nowMs);
    await prepared(shop.recognition, now);
    const growthMb = anonymousMb() - beforeMb;
    const lookups = measureLookups(shop, members, now);
    const windows = await measureWindows(shop.recognition, members, now);
    return { growthMb, openS, ...lookups, ...windows, ...(await measureAddresses(dirname(data), irks, now)) };
  } finally {
    await shop.close();
  }
}
