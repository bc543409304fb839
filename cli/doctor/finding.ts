export const STATES = ['ok', 'look', 'wrong'] as const;
export type State = (typeof STATES)[number];

/** One thing that the doctor looked at. `hint` says what to do about it. */
export interface Finding {
  readonly what: string;
  readonly state: State;
  readonly detail: string;
  readonly hint?: string;
}

export const ok = (what: string, detail: string): Finding => ({ what, state: 'ok', detail });
/** It works, but somebody should know. */
export const look = (what: string, detail: string, hint: string): Finding => ({ what, state: 'look', detail, hint });
export const wrong = (what: string, detail: string, hint: string): Finding => ({ what, state: 'wrong', detail, hint });

const MARKS: Readonly<Record<State, string>> = { ok: 'ok   ', look: 'look ', wrong: 'WRONG' };

/** The findings as people read them. */
export function findingLines(findings: readonly Finding[]): string[] {
  const width = Math.max(...findings.map(({ what }) => what.length));
  return findings.flatMap(({ what, state, detail, hint }) => [
    `${MARKS[state]}  ${what.padEnd(width)}  ${detail}`,
    ...(hint ? [`${' '.repeat(7 + width + 2)}→ ${hint}`] : []),
  ]);
}
