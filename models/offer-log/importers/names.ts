/** Forms of recorded offers that can be brought into the offer log: `csv` is any, told by a mapping. */
export const IMPORTERS = ['completejourney', 'complete-journey', 'csv'] as const;
export type ImporterName = (typeof IMPORTERS)[number];
