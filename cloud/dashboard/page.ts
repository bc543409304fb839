export const PAGES = ['overview', 'footfall', 'paths', 'offers', 'rules'] as const;
export type Page = (typeof PAGES)[number];

export const PAGE_WORDS: Record<Page, string> = {
  overview: 'Overview',
  footfall: 'Footfall',
  paths: 'Paths and queues',
  offers: 'Offers',
  rules: 'Rules and budgets',
};

export function pageOf(text: string | null): Page {
  return PAGES.find((page) => page === text) ?? 'overview';
}
