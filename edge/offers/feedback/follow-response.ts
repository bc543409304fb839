import type { ScreenResponse } from '../../domain/delivery.ts';
import type { StateChange } from '../../ports/journal.ts';
import type { Feedback } from './feedback.ts';

/** The effect of each response; a touch is no objection, and has none here. */
export function followResponse(
  feedback: Pick<Feedback, 'ignored' | 'dismissed' | 'notInterested' | 'undo'>,
  { response, subject, offer, about = { scope: 'offer', of: offer.id }, t }: ScreenResponse,
): readonly StateChange[] {
  switch (response) {
    case 'ignored':
      return feedback.ignored(subject, offer, t);
    case 'dismissed':
      return feedback.dismissed(subject, offer, t);
    case 'not-interested':
      return feedback.notInterested(subject, about.scope, about.of, t);
    case 'undone':
      return feedback.undo(subject, about, t);
    case 'touched':
      return [];
  }
}
