import { describe, expect, it } from 'vitest';
import type { RecordingReply } from '../../../cli/record/desk.ts';
import { recordingLine, secondsOf } from '../../../cli/record/lines.ts';

describe('the length of a recording', () => {
  it.each([
    ['90s', 90],
    ['10m', 600],
    ['2h', 7200],
    [' 45 ', 45],
  ])('%s is understood', (text, seconds) => expect(secondsOf(text)).toBe(seconds));

  it.each(['', 'soon', '10 m', '1.5h', '-5', '1d', '12345678'])('%s is not', (text) => expect(secondsOf(text)).toBeUndefined());
});

describe('a line of the list', () => {
  const recording: RecordingReply = {
    id: 'ab'.repeat(16),
    startedAt: '2026-11-22T09:00:00.000Z',
    deletedAt: '2026-11-23T09:00:00.000Z',
    bytes: 1_230_000,
  };

  it('says how it stands, what is in it and when it is gone', () => {
    expect(recordingLine({ ...recording, endsAt: '2026-11-22T09:10:00.000Z', messages: 5, dropped: 0 })).toMatch(
      /under way until 2026-11-22T09:10:00.000Z, 5 messages, 1.2 MB, deleted at 2026-11-23T09:00:00.000Z$/u,
    );
    expect(recordingLine({ ...recording, ended: 'disk', messages: 5, dropped: 2 })).toMatch(
      /ended early: the disk .*5 messages, 2 missing/u,
    );
    expect(recordingLine(recording)).toMatch(/Z {2}ended, 1.2 MB/u);
  });
});
