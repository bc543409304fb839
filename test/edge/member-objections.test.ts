import { expect, it } from 'vitest';
import { VirtualClock } from '../../edge/adapters/memory/clock.ts';
import { JournalDisk, MemoryJournal } from '../../edge/adapters/memory/journal.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import { createObjectionsDesk } from '../../edge/member-objections.ts';
import { createFeedback } from '../../edge/offers/feedback/create-feedback.ts';

const T = Date.UTC(2026, 5, 1);
const ANNA = 'a'.repeat(32);

function desk() {
  const clock = new VirtualClock(T);
  const random = seededRandom(1);
  const disk = new JournalDisk();
  const journal = new MemoryJournal({ shop: 'shop-1', clock, random, disk });
  const feedback = createFeedback({ saved: [] });
  const subjectOf = (member: string) => (member === 'M-1' ? ANNA : undefined);
  const objections = createObjectionsDesk({ feedback, subjectOf, journal, alone: (task) => task(), clock, random });
  return { objections, feedback, disk };
}

it('tells a member what she is not interested in, and until when', () => {
  const { objections, feedback } = desk();
  feedback.notInterested(ANNA, 'category', 'wine', T);
  feedback.notInterested(ANNA, 'all', '', T);
  const times = { saidAt: '2026-06-01T00:00:00.000Z', blockedUntil: '2026-06-29T00:00:00.000Z', fadesUntil: '2026-08-28T00:00:00.000Z' };
  expect(objections.of('M-1')).toEqual({
    subject: ANNA,
    objections: [
      { scope: 'category', of: 'wine', ...times },
      { scope: 'all', ...times },
    ],
  });
  expect(objections.of('M-2')).toBeUndefined();
});

it('takes back one of them, and headquarters hears of it', async () => {
  const { objections, feedback, disk } = desk();
  feedback.notInterested(ANNA, 'category', 'wine', T);
  feedback.notInterested(ANNA, 'brand', 'rosso', T);
  expect(await objections.remove('M-1', { scope: 'category', of: 'wine' })).toMatchObject({ objections: [{ scope: 'brand' }] });
  expect(disk.facts.map(({ data }) => data)).toMatchObject([{ response: 'undone', subject: ANNA, scope: 'category', of: 'wine' }]);
  expect(feedback.refusalOf(ANNA, { id: 'red', category: 'wine' }, T)).toBeUndefined();
});

it('takes back all, and what was dismissed or ignored with it', async () => {
  const { objections, feedback, disk } = desk();
  feedback.notInterested(ANNA, 'all', '', T);
  feedback.dismissed(ANNA, { id: 'red' }, T);
  expect(await objections.remove('M-1', 'all')).toEqual({ subject: ANNA, objections: [] });
  expect([disk.facts.length, disk.state.get(`feedback/${ANNA}`)]).toEqual([1, undefined]);
  expect(feedback.refusalOf(ANNA, { id: 'red' }, T)).toBeUndefined();
});

it('writes nothing where there is nothing to take back, and knows nobody of another name', async () => {
  const { objections, disk } = desk();
  expect(await objections.remove('M-1', 'all')).toEqual({ subject: ANNA, objections: [] });
  expect(await objections.remove('M-2', 'all')).toBeUndefined();
  expect(disk.facts).toEqual([]);
});
