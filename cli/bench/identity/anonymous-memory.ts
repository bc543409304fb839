import { readFileSync } from 'node:fs';
import { collectGarbage } from '../presence/collect-garbage.ts';

/** Memory of this process that no file backs, MB (`RssAnon` of proc(5)); after what nothing holds any more was let go. */
export function anonymousMb(): number {
  collectGarbage();
  const kilobytes = /^RssAnon:\s+(\d+) kB$/mu.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return kilobytes === undefined ? Number.NaN : (Number(kilobytes) * 1024) / 1e6;
}
