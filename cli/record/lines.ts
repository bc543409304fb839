import type { RecordingReply } from './desk.ts';

const UNITS = { s: 1, m: 60, h: 3600 } as const;

/** Seconds of a length of time as people write it: 90s, 10m, 2h; a number alone counts seconds. Undefined where it is none. */
export function secondsOf(text: string): number | undefined {
  const [, number, unit = 's'] = /^(\d{1,6})([smh]?)$/u.exec(text.trim()) ?? [];
  return number === undefined ? undefined : Number(number) * UNITS[(unit || 's') as keyof typeof UNITS];
}

const WHY = {
  asked: 'ended when asked',
  time: 'ended when its time was over',
  size: 'ended early: it reached its size limit (recording.maxBytes)',
  disk: 'ended early: the disk is nearly full',
  shutdown: 'ended early: the edge was stopped',
} as const;

/** One line of the list. */
export function recordingLine({ id, startedAt, deletedAt, bytes, ended, endsAt, messages, dropped }: RecordingReply): string {
  const state = endsAt === undefined ? (ended && WHY[ended]) || 'ended' : `under way until ${endsAt}`;
  const count = messages === undefined ? '' : `, ${messages} messages`;
  const missing = dropped ? `, ${dropped} missing` : '';
  return `${id}  ${startedAt}  ${state}${count}${missing}, ${(bytes / 1_000_000).toFixed(1)} MB, deleted at ${deletedAt}`;
}
