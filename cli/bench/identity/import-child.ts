import { importFile } from './import-file.ts';
import { openShopMembers } from './shop-members.ts';

const [file = '', data = ''] = process.argv.slice(2);
const shop = await openShopMembers(data, Date.now());
const started = performance.now();
const stored = await importFile(file, data, shop);
const seconds = (performance.now() - started) / 1000;
await shop.close();
process.send?.({ stored, seconds });
process.disconnect?.();
