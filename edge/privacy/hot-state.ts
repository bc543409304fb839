import type { Journal, StateChange } from '../ports/journal.ts';

const SUBJECT = /[0-9a-f]{32}/u;

/** Whether an entry of the hot state is about one of those: by its key, as `visit/<track>`, or by the subject in its value. */
export function isAbout({ key, value }: StateChange, is: (subject: string) => boolean): boolean {
  const named = SUBJECT.exec(key)?.[0];
  if (named !== undefined && is(named)) return true;
  const subject = (value as { readonly subject?: unknown } | undefined)?.subject;
  return typeof subject === 'string' && is(subject);
}

/** All that the shop remembers of a subject for its work, under the prefixes whose entries are about somebody. */
export function hotStateOf(journal: Pick<Journal, 'state'>, prefixes: readonly string[], subject: string) {
  return prefixes.flatMap((prefix) => journal.state(prefix)).filter((entry) => isAbout(entry, (one) => one === subject));
}
