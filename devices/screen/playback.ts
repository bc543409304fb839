import type { ShowMessage } from '../../contract/messages.ts';

/** What is on the screen. `asked` grows when the edge sends the same delivery again, to be told again that it was shown. */
export interface Showing {
  readonly message: ShowMessage;
  readonly durationMs: number;
  readonly asked: number;
  readonly leaving: boolean;
}

export interface Playback {
  readonly showing: Showing | undefined;
  /** The last delivery that ended here: the edge's answer to `hello` may name it once more. */
  readonly endedId: string | undefined;
  /** What was refused a moment ago: the visitor is asked what else should go. */
  readonly refused?: ShowMessage;
}

export type PlaybackStep =
  | { readonly type: 'show'; readonly message: ShowMessage }
  | { readonly type: 'refuse'; readonly deliveryId: string }
  | { readonly type: 'refused'; readonly deliveryId: string }
  | { readonly type: 'leave'; readonly deliveryId: string }
  | { readonly type: 'gone'; readonly deliveryId: string };

export const NOTHING_SHOWN: Playback = { showing: undefined, endedId: undefined };

const LONGEST_MS = 24 * 3_600_000;

/** The newest message wins; a late step of an earlier delivery changes nothing. */
export function playback(state: Playback, step: PlaybackStep): Playback {
  const { showing } = state;
  if (step.type === 'show') return show(state, step.message);
  if (step.type === 'refused') return state.refused?.deliveryId === step.deliveryId ? unrefused(state) : state;
  if (showing?.message.deliveryId !== step.deliveryId) return state;
  if (step.type === 'refuse') return { showing: { ...showing, leaving: true }, endedId: step.deliveryId, refused: showing.message };
  if (step.type === 'leave') return { ...state, showing: { ...showing, leaving: true }, endedId: step.deliveryId };
  return { ...state, showing: undefined };
}

function show(state: Playback, message: ShowMessage): Playback {
  if (message.deliveryId === state.endedId) return state;
  const durationMs = showDurationMs(message);
  if (message.deliveryId === state.showing?.message.deliveryId) {
    // Shown for no time at all: the edge takes it back.
    if (durationMs === 0) return playback(state, { type: 'leave', deliveryId: message.deliveryId });
    return { ...state, showing: { ...state.showing, asked: state.showing.asked + 1 } };
  }
  return durationMs > 0 ? { ...state, showing: { message, durationMs, asked: 1, leaving: false } } : state;
}

/** From the edge's two instants alone: the clock of a kiosk may be years off. 0 where they make no duration. */
export function showDurationMs(message: Pick<ShowMessage, 'showAt' | 'expiresAt'>): number {
  const durationMs = Date.parse(message.expiresAt) - Date.parse(message.showAt);
  return durationMs > 0 ? Math.min(durationMs, LONGEST_MS) : 0;
}

const unrefused = ({ showing, endedId }: Playback): Playback => ({ showing, endedId });
