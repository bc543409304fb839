/** Headquarters' only source of time. */
export interface Clock {
  /** ms epoch. */
  nowMs(): number;
  /** Runs `task` every `periodMs` of this clock until cancelled. Tasks never overlap themselves. */
  every(periodMs: number, task: () => void | Promise<void>): Cancel;
  /** Runs `task` once after `delayMs` of this clock. */
  after(delayMs: number, task: () => void | Promise<void>): Cancel;
}

export type Cancel = () => void;
