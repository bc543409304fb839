/**
 * How far the clock of a source is behind ours, from what it says the time is. A message is never received before it is sent, so the
 * smallest difference of a window is the offset plus the fastest delivery; slow deliveries and batches only add to it.
 */
export interface ClockOffset {
  /** The source's clock stood at `sourceMs` when it sent what we received at `rx`; `isExact` when it said so of the message as a whole. */
  learn(sourceMs: number, rx: number, isExact: boolean): void;
  /** When by our clock an observation was made; undefined when the source's time is wrong and by how much is not known yet. */
  correct(t: number, rx: number): number | undefined;
  /** ms that the source's clock is ahead (+) or behind (−); 0 while the difference can be honest; undefined while nothing is known. */
  offsetMs(): number | undefined;
}

/** More than this ahead of us is a wrong clock; less is a coarse one. */
export const AHEAD_MS = 1000;
/** Clouds post what their access points heard once a minute: more than this behind, always, is a wrong clock. */
export const HONEST_BATCH_MS = 90_000;
/** The smallest difference of the last one to two minutes counts, so that a clock that drifts is followed. */
const WINDOW_MS = 60_000;
/**
 * A clock that was set back looks like late delivery. It is told from a backlog, which catches up with the present, by differences that
 * stay the same: this many messages, over at least this time, that differ by no more than this.
 */
const JUMP_MS = 15_000;
const JUMP_MESSAGES = 3;
const JUMP_SPAN_MS = 10_000;

interface Jump {
  readonly since: number;
  messages: number;
  least: number;
  most: number;
}

const isHonest = (behindMs: number): boolean => behindMs >= -AHEAD_MS && behindMs <= HONEST_BATCH_MS;

export function createClockOffset(): ClockOffset {
  let before = Number.POSITIVE_INFINITY;
  let lately = Number.POSITIVE_INFINITY;
  let windowAt = 0;
  let jump: Jump | undefined;

  const behind = (): number => Math.min(before, lately);

  function startWith(behindMs: number, rx: number): void {
    before = Number.POSITIVE_INFINITY;
    lately = behindMs;
    windowAt = rx;
    jump = undefined;
  }

  /** Takes note of a difference that is not the known one; when it stayed there for long enough, it is the clock. */
  function doubt(behindMs: number, rx: number): void {
    const least = Math.min(jump?.least ?? behindMs, behindMs);
    const most = Math.max(jump?.most ?? behindMs, behindMs);
    if (!jump || rx < jump.since || most - least > JUMP_MS) {
      jump = { since: rx, messages: 1, least: behindMs, most: behindMs };
      return;
    }
    jump = { since: jump.since, messages: jump.messages + 1, least, most };
    if (jump.messages >= JUMP_MESSAGES && rx - jump.since >= JUMP_SPAN_MS) startWith(least, rx);
  }

  return {
    learn(sourceMs, rx, isExact) {
      const behindMs = rx - sourceMs;
      const known = behind();
      const isSurprising = known === Number.POSITIVE_INFINITY ? !isHonest(behindMs) && behindMs > 0 : behindMs > known + JUMP_MS;
      if (isSurprising) {
        if (isExact) startWith(behindMs, rx);
        else doubt(behindMs, rx);
        return;
      }
      jump = undefined;
      if (Math.abs(rx - windowAt) >= WINDOW_MS) {
        before = lately;
        lately = behindMs;
        windowAt = rx;
      } else lately = Math.min(lately, behindMs);
    },
    correct(t, rx) {
      const known = behind();
      const looksHonest = isHonest(rx - t);
      if (known === Number.POSITIVE_INFINITY && !looksHonest) return undefined;
      // A clock known to be far off that gives an honest time has been set right since.
      const isOff = !isHonest(known) && !(looksHonest && Math.abs(known) > HONEST_BATCH_MS);
      // Nothing was heard before it happened.
      return Math.min(isOff ? t + known : t, rx);
    },
    offsetMs() {
      const known = behind();
      if (known === Number.POSITIVE_INFINITY) return undefined;
      return isHonest(known) ? 0 : -known;
    },
  };
}
