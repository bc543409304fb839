import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const PLACES = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/usr/lib/postgresql/15/bin'];

/** Where a program is, or undefined where this machine lacks it: then the tests that need it are reported as skipped, by name. */
export function tool(name: string): string | undefined {
  for (const place of PLACES) {
    const path = join(place, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this place: look on.
    }
  }
  return undefined;
}
