import type { OpenStagedPages } from '../../cloud/ports/staged-pages.ts';

/** Pages in memory; gone once they are discarded. */
export const stagedInMemory: OpenStagedPages = async () => {
  const pages: Uint8Array[] = [];
  return {
    append: async (page) => void pages.push(page.slice()),
    read: async (number) => {
      const page = pages[number];
      if (!page) throw new Error(`there is no page ${number}`);
      return page.slice();
    },
    discard: async () => void pages.splice(0),
  };
};
