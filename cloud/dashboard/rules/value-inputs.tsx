import { useState } from 'preact/hooks';
import { counted } from '../words.ts';
import type { Choice } from './fields.ts';
import type { ValueProps } from './value-props.ts';

export function TextInput({ id, value, describedBy, isWrong, isFixed, onChange }: ValueProps & { isFixed: boolean }) {
  return (
    <input
      id={id}
      class="field__input"
      value={String(value ?? '')}
      readOnly={isFixed}
      autocomplete="off"
      aria-invalid={isWrong}
      aria-describedby={describedBy}
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** Keeps the text as it is typed: a comma at its end is the beginning of the next name. */
export function NamesInput({ id, value, describedBy, isWrong, onChange }: ValueProps) {
  const [text, setText] = useState((value as readonly string[]).join(', '));
  return (
    <input
      id={id}
      class="field__input"
      value={text}
      autocomplete="off"
      spellcheck={false}
      aria-invalid={isWrong}
      aria-describedby={describedBy}
      onInput={({ currentTarget }) => {
        setText(currentTarget.value);
        onChange(currentTarget.value.split(/[\s,;|]+/u).filter(Boolean));
      }}
    />
  );
}

/** Random ids of members say nothing to anybody: how many they are is all that is told. */
export function MembersInput({ id, value, describedBy }: ValueProps) {
  return (
    <output id={id} class="field__output" aria-describedby={describedBy}>
      {counted((value as readonly string[]).length, 'member')}
    </output>
  );
}

export function NumberInput({
  id,
  value,
  describedBy,
  isWrong,
  scale,
  step,
  onChange,
}: ValueProps & { scale: number; step: number | 'any' }) {
  return (
    <input
      id={id}
      class="field__input field__input--short"
      type="number"
      min={0}
      step={step}
      value={typeof value === 'number' ? value / scale : ''}
      aria-invalid={isWrong}
      aria-describedby={describedBy}
      onInput={({ currentTarget: { valueAsNumber } }) =>
        onChange(Number.isNaN(valueAsNumber) ? null : Math.round(valueAsNumber * scale * 1e6) / 1e6)
      }
    />
  );
}

export function OneInput({ id, value, describedBy, isWrong, choices, onChange }: ValueProps & { choices: readonly Choice[] }) {
  return (
    <select
      id={id}
      class="picker__select field__input"
      value={String(value)}
      aria-invalid={isWrong}
      aria-describedby={describedBy}
      onChange={({ currentTarget }) => onChange(choices.find((choice) => String(choice.value) === currentTarget.value)?.value)}
    >
      {choices.map((choice) => (
        <option key={String(choice.value)} value={String(choice.value)}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}

export function SeveralInput({ value, describedBy, isWrong, choices, onChange }: ValueProps & { choices: readonly Choice[] }) {
  const chosen = value as readonly unknown[];
  return (
    <div class="field__choices">
      {choices.map((choice) => (
        <label key={String(choice.value)} class="field__choice">
          <input
            type="checkbox"
            checked={chosen.includes(choice.value)}
            aria-invalid={isWrong}
            aria-describedby={describedBy}
            onChange={({ currentTarget }) =>
              onChange(
                choices.map((each) => each.value).filter((each) => (each === choice.value ? currentTarget.checked : chosen.includes(each))),
              )
            }
          />
          {choice.label}
        </label>
      ))}
    </div>
  );
}
