export type Tone = 'good' | 'quiet' | 'warn' | 'bad';

/** A state in a word or two; the word carries it, the colour only helps. */
export function StatusPill({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span class="status-pill" data-tone={tone}>
      {children}
    </span>
  );
}
