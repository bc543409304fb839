import type { Field } from './fields.ts';
import { HoursInput, PeriodInput } from './time-inputs.tsx';
import { MembersInput, NamesInput, NumberInput, OneInput, SeveralInput, TextInput } from './value-inputs.tsx';
import type { ValueProps } from './value-props.ts';

interface FieldInputProps {
  readonly id: string;
  readonly field: Field | { readonly label: string; readonly hint?: string; readonly input: 'text'; readonly isFixed?: boolean };
  readonly value: unknown;
  readonly reasons: readonly string[];
  onChange(value: unknown): void;
}

/** Inputs of which there are several under one label. */
const GROUPS: ReadonlySet<string> = new Set(['hours', 'period', 'several']);

/** One part of a rule, with its label, what to know about it, and what is wrong with it. */
export function FieldInput({ id, field, value, reasons, onChange }: FieldInputProps) {
  const isWrong = reasons.length > 0;
  const described = [field.hint === undefined ? undefined : `${id}-hint`, isWrong ? `${id}-error` : undefined].filter((part) => part);
  const describedBy = described.length > 0 ? described.join(' ') : undefined;
  const isGroup = GROUPS.has(field.input);
  const [Around, Label] = isGroup ? (['fieldset', 'legend'] as const) : (['div', 'label'] as const);
  return (
    <Around class="field" {...(isGroup && { 'aria-describedby': describedBy })}>
      <Label class="field__label" {...(isGroup ? {} : { for: id })}>
        {field.label}
      </Label>
      <Input field={field} {...{ id, value, describedBy, isWrong, onChange }} />
      {field.hint !== undefined && (
        <p id={`${id}-hint`} class="field__hint">
          {field.hint}
        </p>
      )}
      {isWrong && (
        <p id={`${id}-error`} class="field__error">
          {reasons.join('; ')}
        </p>
      )}
    </Around>
  );
}

function Input({ field, ...value }: ValueProps & Pick<FieldInputProps, 'field'>) {
  switch (field.input) {
    case 'text':
      return <TextInput {...value} isFixed={field.isFixed ?? false} />;
    case 'names':
      return <NamesInput {...value} />;
    case 'members':
      return <MembersInput {...value} />;
    case 'number':
      return <NumberInput {...value} scale={field.scale ?? 1} step={field.whole ? 1 : 'any'} />;
    case 'one':
      return <OneInput {...value} choices={field.choices} />;
    case 'several':
      return <SeveralInput {...value} choices={field.choices} />;
    case 'hours':
      return <HoursInput {...value} />;
    case 'period':
      return <PeriodInput {...value} />;
  }
}
