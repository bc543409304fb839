import type { ValueProps } from './value-props.ts';

interface Span {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

const ENDS = [
  ['from', 'From'],
  ['until', 'Until'],
] as const;

export function HoursInput(props: ValueProps) {
  return <SpanInput {...props} type="time" shown={(end) => end ?? ''} read={(text) => text || undefined} />;
}

export function PeriodInput(props: ValueProps) {
  return <SpanInput {...props} type="datetime-local" shown={localText} read={instantOf} />;
}

interface SpanInputProps extends ValueProps {
  readonly type: 'time' | 'datetime-local';
  /** An end as the input wants it, and as it is kept. */
  shown(end: string | undefined): string;
  read(text: string): string | undefined;
}

function SpanInput({ id, value, describedBy, isWrong, type, shown, read, onChange }: SpanInputProps) {
  const span = value as Span;
  return (
    <div class="field__span">
      {ENDS.map(([end, label]) => (
        <label key={end}>
          {label}
          <input
            id={`${id}-${end}`}
            class="field__input"
            type={type}
            value={shown(span[end])}
            aria-invalid={isWrong}
            aria-describedby={describedBy}
            onInput={({ currentTarget }) => onChange({ ...span, [end]: read(currentTarget.value) })}
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
