import type { Site } from '../../contract/site.ts';

/** Where the description of the shop is kept: small, edited by people, read at start. */
export interface SiteStore {
  /** The site, or undefined where there is none yet. Rejects with CFG_INVALID where it is wrong, CFG_FILE_UNREADABLE where it is no JSON. */
  read(): Promise<Site | undefined>;
  /** Replaces the site. Resolves when it is on disk; a crash leaves the old one or the new one, never a part. */
  write(site: Site): Promise<void>;
}
