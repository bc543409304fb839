import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Parts } from './draft.ts';
import { type Rejected, reasonsFor } from './errors.ts';
import { FieldInput } from './field-input.tsx';
import { emptyPart, type Fields } from './fields.ts';

interface PartListProps {
  readonly id: string;
  readonly title: string;
  /** What one of them is called, as in “Add a condition”. */
  readonly thing: string;
  /** What holds while there are none. */
  readonly none: string;
  readonly fields: Fields;
  readonly parts: Parts;
  readonly rejected: Rejected;
  /** Where they stand in the record, as in `when.`. */
  readonly path: string;
  onChange(parts: Parts): void;
}

/** Parts of a rule of which each may be there or not: added one by one from a list, and taken away again. */
export function PartList({ id, title, thing, none, fields, parts, rejected, path, onChange }: PartListProps) {
  const list = useRef<HTMLFieldSetElement>(null);
  const [added, setAdded] = useState<string>();
  // Whoever added a part goes on in it.
  useLayoutEffect(() => {
    if (added !== undefined) list.current?.querySelector<HTMLElement>(`[data-part="${added}"] :is(input, select, output)`)?.focus();
  }, [added]);
  const present = Object.keys(fields).filter((key) => parts[key] !== undefined);
  const elsewhere = Object.entries(fields).flatMap(([key, field]) =>
    present.includes(key) ? [] : reasonsFor(rejected, `${path}${key}`).map((reason) => `${field.label} ${reason}`),
  );
  const remove = (key: string): void => {
    const { [key]: _, ...rest } = parts;
    setAdded(undefined);
    onChange(rest);
    list.current?.querySelector<HTMLElement>('.parts__add select')?.focus();
  };
  return (
    <fieldset ref={list} class="parts">
      <legend class="parts__title">{title}</legend>
      {present.length === 0 && <p class="quiet">{none}</p>}
      {Object.entries(fields).map(([key, field]) =>
        parts[key] === undefined ? null : (
          <div key={key} class="parts__part" data-part={key}>
            <FieldInput
              id={`${id}-${key}`}
              field={field}
              value={parts[key]}
              reasons={reasonsFor(rejected, `${path}${key}`)}
              onChange={(value) => onChange({ ...parts, [key]: value })}
            />
            <button type="button" class="button" aria-label={`Remove ${field.label}`} onClick={() => remove(key)}>
              Remove
            </button>
          </div>
        ),
      )}
      {elsewhere.length > 0 && <p class="field__error">{elsewhere.join('; ')}</p>}
      <AddPart
        thing={thing}
        fields={fields}
        absent={Object.keys(fields).filter((key) => !present.includes(key) && fields[key]?.input !== 'members')}
        onAdd={(key) => {
          const field = fields[key];
          if (!field) return;
          onChange({ ...parts, [key]: emptyPart(field) });
          setAdded(key);
        }}
      />
    </fieldset>
  );
}

interface AddPartProps {
  readonly thing: string;
  readonly fields: Fields;
  readonly absent: readonly string[];
  onAdd(key: string): void;
}

/** A choice and a button: a list that acted by itself would act on each step that a keyboard takes through it. */
function AddPart({ thing, fields, absent, onAdd }: AddPartProps) {
  const [wanted, setWanted] = useState<string>();
  const key = absent.find((candidate) => candidate === wanted) ?? absent[0];
  if (key === undefined) return null;
  return (
    <div class="parts__add">
      <label class="picker">
        <span class="visually-hidden">Further {thing}</span>
        <select class="picker__select" value={key} onChange={({ currentTarget }) => setWanted(currentTarget.value)}>
          {absent.map((candidate) => (
            <option key={candidate} value={candidate}>
              {fields[candidate]?.label}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="button" onClick={() => onAdd(key)}>
        Add a {thing}
      </button>
    </div>
  );
}
