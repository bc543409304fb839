import { fileURLToPath } from 'node:url';
import { isName } from '../contract/scalars.ts';
import { prepareInstallation } from './installation.ts';

/*
 * Makes the folder `deploy/installation` that compose.yaml needs:
 *
 *   node --import tsx deploy/prepare.ts <shop id> <name of this machine for browsers>
 */
const [shop = '', host = 'localhost'] = process.argv.slice(2);
if (isName(shop)) {
  await prepareInstallation(fileURLToPath(new URL('installation/', import.meta.url)), shop, host);
} else {
  process.stderr.write(
    'Give the id of the shop (letters, digits, _ and -), as in its site file, and the name of this machine for browsers.\n',
  );
  process.exitCode = 2;
}
