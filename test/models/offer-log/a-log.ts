import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { LogFile } from '../../../models/offer-log/rows.ts';

/** A small log as its files: two offers, two members, of whom one redeemed. */
export const SMALL_LOG: Readonly<Record<LogFile, string>> = {
  offers: `offer_id,campaign_id,starts_at,ends_at,category,brand,kind,value
tea,spring,2026-03-01T00:00:00Z,2026-03-31T23:59:59Z,hot drinks,Leaf,percent-off,20
jam,spring,2026-03-01T00:00:00Z,2026-03-31T23:59:59Z,spreads,,amount-off,0.5
`,
  offer_products: `offer_id,product_id
tea,p1
tea,p2
jam,p3
`,
  products: `product_id,category,department,brand
p1,hot drinks,food,Leaf
p2,hot drinks,food,Leaf
p3,spreads,food,Sweet
`,
  slates: `slate_id,member_id,offer_id,shown_at,redeemed_at
s1,m1,tea,2026-03-02T09:00:00Z,
s1,m1,jam,2026-03-02T09:00:00Z,2026-03-02T09:20:00Z
s2,m2,tea,2026-03-01T10:00:00+01:00,
`,
  purchases: `member_id,product_id,shop_id,purchased_at,quantity,amount
m1,p3,bern,2026-03-02T09:20:00Z,1,4.2
m2,p1,bern,2026-02-20T17:00:00Z,2,7
`,
};

/** Puts a log into a folder, with some of its files as they are given here; `undefined` leaves a file out. */
export function putLog(folder: string, files: Readonly<Partial<Record<LogFile, string | undefined>>> = {}, packed = false): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries({ ...SMALL_LOG, ...files })) {
    if (text === undefined) continue;
    writeFileSync(join(folder, packed ? `${name}.csv.gz` : `${name}.csv`), packed ? gzipSync(text) : text);
  }
  return folder;
}
