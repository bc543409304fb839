import { StatusPill, type Tone } from '../../devices/ui/status-pill.tsx';
import { useNow } from './use-now.ts';
import { durationWords } from './words.ts';

const QUIET_AFTER_MS = 5 * 60_000;
const SILENT_AFTER_MS = 60 * 60_000;

/** When the shop last told something, by headquarters' clock: numbers that are old must say so. */
export function Freshness({ lastFactAt, serverAheadMs }: { lastFactAt: string | undefined; serverAheadMs: number }) {
  const now = useNow();
  if (lastFactAt === undefined) return <StatusPill tone="quiet">Never heard</StatusPill>;
  const ageMs = Math.max(0, now + serverAheadMs - Date.parse(lastFactAt));
  return <StatusPill tone={toneOf(ageMs)}>{`Last heard ${ageMs < 1000 ? 'just now' : `${durationWords(ageMs)} ago`}`}</StatusPill>;
}

function toneOf(ageMs: number): Tone {
  if (ageMs < QUIET_AFTER_MS) return 'good';
  return ageMs < SILENT_AFTER_MS ? 'quiet' : 'warn';
}
