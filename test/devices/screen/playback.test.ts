import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ShowMessage } from '../../../contract/messages.ts';
import { NOTHING_SHOWN, type PlaybackStep, playback, showDurationMs } from '../../../devices/screen/playback.ts';

const idOf = (digit: string): string => digit.repeat(32);

function message(digit: string, expiresAt = '2026-03-02T09:30:20Z'): ShowMessage {
  const showAt = '2026-03-02T09:30:00Z';
  return {
    deliveryId: idOf(digit),
    offer: { id: 'rose', title: `Offer ${digit}` },
    zone: { id: 'garden', name: 'Garden' },
    showAt,
    deadlineAt: '2026-03-02T09:30:04Z',
    expiresAt,
  };
}

const show = (digit: string): PlaybackStep => ({ type: 'show', message: message(digit) });
const having = (...steps: PlaybackStep[]) => steps.reduce(playback, NOTHING_SHOWN);

describe('what is on a screen', () => {
  it('stays as long as the edge said, by the difference of its two instants', () => {
    expect(showDurationMs(message('a'))).toBe(20_000);
    expect(showDurationMs({ showAt: '2026-03-02T09:30:00+01:00', expiresAt: '2026-03-02T08:30:05Z' })).toBe(5000);
    expect(having(show('a')).showing?.durationMs).toBe(20_000);
  });

  it.each([['2026-03-02T09:30:00Z'], ['2020-01-01T00:00:00Z'], ['2026-99-99T99:99:99Z']])(
    'is not a message that ends at %s',
    (expiresAt) => {
      expect(playback(NOTHING_SHOWN, { type: 'show', message: message('a', expiresAt) })).toBe(NOTHING_SHOWN);
    },
  );

  it('is the newest of several offers', () => {
    expect(having(show('a'), show('b')).showing?.message.deliveryId).toBe(idOf('b'));
  });

  it('does not begin anew when the edge sends the same delivery again, which asks for its report again', () => {
    const showing = having(show('a'), show('a')).showing;
    expect(showing).toMatchObject({ asked: 2, durationMs: 20_000, leaving: false });
  });

  it('is taken down when the edge sends the delivery again for no time at all', () => {
    const takenBack: PlaybackStep = { type: 'show', message: message('a', '2026-03-02T09:30:00Z') };
    expect(having(show('a'), takenBack).showing?.leaving).toBe(true);
    expect(having(show('b'), takenBack).showing?.leaving).toBe(false);
  });

  it('does not come back after its end', () => {
    const ended = having(show('a'), { type: 'leave', deliveryId: idOf('a') }, { type: 'gone', deliveryId: idOf('a') }, show('a'));
    expect(ended.showing).toBeUndefined();
  });

  it('asks what else should go after a refusal, whatever is shown meanwhile, until it was answered', () => {
    const refused = having(show('a'), { type: 'refuse', deliveryId: idOf('a') }, { type: 'gone', deliveryId: idOf('a') }, show('b'));
    expect(refused).toMatchObject({ showing: { message: { deliveryId: idOf('b') } }, refused: { deliveryId: idOf('a') } });
    expect(playback(refused, { type: 'refused', deliveryId: idOf('b') })).toBe(refused);
    expect(playback(refused, { type: 'refused', deliveryId: idOf('a') })).not.toHaveProperty('refused');
  });

  it('is not taken down by the end of an earlier offer', () => {
    const steps: PlaybackStep[] = [show('a'), show('b'), { type: 'leave', deliveryId: idOf('a') }, { type: 'gone', deliveryId: idOf('a') }];
    expect(having(...steps).showing).toMatchObject({ leaving: false, message: { deliveryId: idOf('b') } });
  });

  it('is always the delivery that was shown last, or nothing', () => {
    const digit = fc.constantFrom('a', 'b', 'c');
    const step = fc.oneof(
      digit.map(show),
      digit.map((id): PlaybackStep => ({ type: 'leave', deliveryId: idOf(id) })),
      digit.map((id): PlaybackStep => ({ type: 'gone', deliveryId: idOf(id) })),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let newest: string | undefined;
        let state = NOTHING_SHOWN;
        for (const next of steps) {
          if (next.type === 'show' && next.message.deliveryId !== state.endedId) newest = next.message.deliveryId;
          state = playback(state, next);
          if (state.showing) expect(state.showing.message.deliveryId).toBe(newest);
        }
      }),
    );
  });
});
