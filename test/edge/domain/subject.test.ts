import { expect, it } from 'vitest';
import { deviceOfTrack, ofTrack, subjectOf, trackOf } from '../../../edge/domain/subject.ts';

const ADA = 'ab'.repeat(16);

it('knows by a track whose it is, and which phone of the household', () => {
  for (const device of [0, 1, 12]) {
    const track = trackOf(ADA, device);
    expect([subjectOf(track), deviceOfTrack(track)]).toEqual([ADA, device]);
    expect(ofTrack(track)).toEqual({ subject: ADA, track });
  }
  expect(trackOf(ADA, 0)).toBe(ADA);
});
