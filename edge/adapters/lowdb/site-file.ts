import { readFile } from 'node:fs/promises';
import { type Adapter, Low } from 'lowdb';
import { AislegateError } from '../../../contract/errors.ts';
import type { Site } from '../../../contract/site.ts';
import { writeFileDurably } from '../../../platform/durable-file.ts';
import { parseSite } from '../../config/site.ts';
import type { SiteStore } from '../../ports/site-store.ts';

/** The site file, as JSON that people can edit. */
export function openSiteFile(path: string): SiteStore {
  const file = new Low<unknown>(durableJson(path), null);
  return {
    read: async () => {
      file.data = null;
      await file.read();
      return file.data === null ? undefined : parseSite(file.data);
    },
    write: async (site: Site) => {
      file.data = parseSite(site);
      await file.write();
    },
  };
}

/** lowdb's own file adapter renames a temporary file but never syncs it: after a power cut the file can be empty. */
function durableJson(path: string): Adapter<unknown> {
  return {
    read: async () => {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw new AislegateError('CFG_FILE_UNREADABLE', { path, detail: error.code ?? error.message }, { cause: error });
      });
      if (text === undefined) return null;
      try {
        return JSON.parse(text) as unknown;
      } catch (error) {
        throw new AislegateError('CFG_FILE_UNREADABLE', { path, detail: (error as SyntaxError).message }, { cause: error });
      }
    },
    write: (data) => writeFileDurably(path, `${JSON.stringify(data, undefined, 2)}\n`, 0o644),
  };
}
