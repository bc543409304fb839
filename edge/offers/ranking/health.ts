import type { Fallback } from '../../../contract/facts/offer-facts.ts';

export interface HealthSettings {
  /** Mean of the last decisions. */
  readonly slowestMs: number;
  readonly decisions: number;
  /** After so long a model that was too slow, or that failed, is tried again. */
  readonly retryAfterMs: number;
}
export const HEALTH_SETTINGS: HealthSettings = { slowestMs: 20, decisions: 20, retryAfterMs: 600_000 };

/** Why a model is not to be asked although it is there: it took too long, it failed, or what it said was no number. */
export interface Health {
  /** Undefined while it may be asked. */
  fallback(now: number): Fallback | undefined;
  took(durationMs: number, now: number): void;
  broke(reason: 'failed' | 'not-a-number', now: number): void;
}

export function createHealth(settings: HealthSettings = HEALTH_SETTINGS): Health {
  let durations: number[] = [];
  let broken: { readonly reason: Fallback; readonly at: number } | undefined;

  function begin(reason: Fallback, now: number): void {
    broken = { reason, at: now };
    durations = [];
  }

  return {
    fallback(now) {
      // A clock that was set back must not keep it out for ever.
      if (broken && Math.abs(now - broken.at) >= settings.retryAfterMs) broken = undefined;
      return broken?.reason;
    },
    took(durationMs, now) {
      durations = [...durations.slice(1 - settings.decisions), durationMs];
      if (durations.length < settings.decisions) return;
      const mean = durations.reduce((sum, one) => sum + one, 0) / durations.length;
      if (mean > settings.slowestMs) begin('too-slow', now);
    },
    broke: begin,
  };
}
