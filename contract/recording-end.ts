/** Why a recording ended: somebody asked, its time was over, it or the disk was full, or the edge was stopped. */
export const RECORDING_ENDS = ['asked', 'time', 'size', 'disk', 'shutdown'] as const;
export type EndReason = (typeof RECORDING_ENDS)[number];
