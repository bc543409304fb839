import type { ValueProps } from './value-props.ts';

interface Span {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

const ENDS = [
  ['from', 'From'],
  ['until', 'Until'],
] as const;

export function HoursInput({ id, value, describedBy, isWrong, onChange }: ValueProps) {
  const span = value as Span;
  return (
    <div class="field__span">
      {ENDS.map(([end, label]) => (
        <label key={end}>
          {label}
          <input
            id={`${id}-${end}`}
            class="field__input"
            type="time"
            value={span[end] ?? ''}
            aria-invalid={isWrong}
            aria-describedby={describedBy}
            onInput={({ currentTarget }) => onChange({ ...span, [end]: currentTarget.value || undefined })}
          />
        </label>
      ))}
    </div>
  );
}

export function PeriodInput({ id, value, describedBy, isWrong, onChange }: ValueProps) {
  const span = value as Span;
  return (
    <div class="field__span">
      {ENDS.map(([end, label]) => (
        <label key={end}>
          {label}
          <input
            id={`${id}-${end}`}
            class="field__input"
            type="datetime-local"
            value={localText(span[end])}
            aria-invalid={isWrong}
            aria-describedby={describedBy}
            onInput={({ currentTarget }) => onChange({ ...span, [end]: instantOf(currentTarget.value) })}
          />
        </label>
      ))}
    </div>
  );
}

/** An instant as an input for local times wants it. */
function localText(instant: string | undefined): string {
  const date = new Date(instant ?? Number.NaN);
  if (Number.isNaN(date.getTime())) return '';
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function instantOf(localTime: string): string | undefined {
  const date = new Date(localTime);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
