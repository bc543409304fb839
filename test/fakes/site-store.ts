import type { Site } from '../../contract/site.ts';
import { parseSite } from '../../edge/config/site.ts';
import type { SiteStore } from '../../edge/ports/site-store.ts';

/** A site in memory, copied in and out as a file would. */
export function memorySiteStore(): SiteStore {
  let kept: string | undefined;
  return {
    read: async () => (kept === undefined ? undefined : parseSite(JSON.parse(kept))),
    write: async (site: Site) => {
      kept = JSON.stringify(parseSite(site));
    },
  };
}
