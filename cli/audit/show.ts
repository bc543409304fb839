import type { AuditRecord } from '../../contract/audit.ts';
import { segmentLines, segmentsIn } from '../../platform/audit/segments.ts';

export interface Wanted {
  readonly subject?: string | undefined;
  readonly since?: number | undefined;
}

/** The records of a log that somebody asks for, oldest first. What is no record is left to `verify`. */
export async function* recordsOf(folder: string, { subject, since }: Wanted): AsyncGenerator<AuditRecord> {
  for (const segment of await segmentsIn(folder)) {
    for await (const line of segmentLines(folder, segment)) {
      const record = parsed(line);
      if (!record || (subject !== undefined && record.subject !== subject)) continue;
      if (since === undefined || Date.parse(record.at) >= since) yield record;
    }
  }
}

/** `log`: whose it is, where several are printed. */
export function recordLine({ at, by, action, what, subject, place, thing, outcome, counts }: AuditRecord, log?: string): string {
  const about = [what, place, subject && `subject ${subject}`, thing, outcome !== 'done' && outcome];
  const numbers = Object.entries(counts ?? {}).flatMap(([name, count]) => (count === 0 ? [] : [`${name} ${count}`]));
  return [
    ...(log === undefined ? [] : [log]),
    at,
    by,
    action,
    ...about.filter(Boolean),
    ...(numbers.length > 0 ? [`(${numbers.join(', ')})`] : []),
  ].join('  ');
}

function parsed(line: string): AuditRecord | undefined {
  try {
    return JSON.parse(line) as AuditRecord;
  } catch {
    return undefined;
  }
}
