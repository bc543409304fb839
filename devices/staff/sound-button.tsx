import type { Sound } from './bell.ts';

const WORDS: Record<Sound, string> = { on: 'Sound is on', off: 'Sound is off', blocked: 'Turn on sound' };

/** Large and loud while the phone could not be heard, small when all is well. */
export function SoundButton({ sound, onToggle }: { sound: Sound; onToggle(): void }) {
  return (
    <button type="button" class="sound" data-sound={sound} aria-pressed={sound === 'on'} onClick={onToggle}>
      <svg
        class="sound__sign"
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        stroke-width="2"
        stroke-linecap="round"
        aria-hidden="true"
      >
        <path d="M6 16V11a6 6 0 0 1 12 0v5l2 2H4z M10 21h4" stroke-linejoin="round" />
        {sound !== 'on' && <path d="M3 3l18 18" />}
      </svg>
      {WORDS[sound]}
    </button>
  );
}
