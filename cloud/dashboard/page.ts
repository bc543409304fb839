export const PAGES = ['overview', 'footfall', 'paths'] as const;
export type Page = (typeof PAGES)[number];

export const PAGE_WORDS: Record<Page, string> = { overview: 'Overview', footfall: 'Footfall', paths: 'Paths and queues' };

export function pageOf(text: string | null): Page {
  return PAGES.find((page) => page === text) ?? 'overview';
}
