import { RULE_TYPES, type RuleType } from '../../../contract/http/rule-routes.ts';
import { ALL_SHOPS } from '../../../contract/subjects.ts';
import { type Draft, idFor } from './draft.ts';
import { type Rejected, reasonsFor } from './errors.ts';
import { FieldInput } from './field-input.tsx';
import { ABOUT_FIELDS, CAMPAIGN_FIELDS, CAP_FIELDS, CONDITION_FIELDS, EFFECT_FIELD, TYPE_WORDS, UNIT_FIELD } from './fields.ts';
import { PartList } from './part-list.tsx';

interface RuleFormProps {
  readonly draft: Draft;
  readonly rejected: Rejected;
  /** The shop that is looked at, for which alone a new one can be. */
  readonly shop: string;
  onChange(draft: Draft): void;
}

const ABOUT_NONE = { title: 'About', thing: 'selection', none: 'Every offer.' };

/** All that a rule, a cap or a campaign may say. */
export function RuleForm({ draft, rejected, shop, onChange }: RuleFormProps) {
  const { type, name, id, scope, version } = draft;
  const isNew = version === undefined;
  const change = (part: Partial<Draft>): void => onChange({ ...draft, ...part });
  const props = (path: keyof Draft) => ({ id: `rule-${path}`, value: draft[path], reasons: reasonsFor(rejected, path) });
  const limits = { id: 'limits', path: '', parts: draft.limits, rejected, onChange: (parts: Draft['limits']) => change({ limits: parts }) };
  return (
    <>
      {isNew && <TypeSwitch type={type} onType={(next) => change({ type: next, limits: {} })} />}
      <FieldInput
        {...props('name')}
        field={{ label: 'Name', input: 'text', hint: 'As people call it; told where it keeps an offer back.' }}
        onChange={(value) => {
          const next = String(value);
          // Until somebody gives it another one, the id follows the name.
          change({ name: next, ...(isNew && id === idFor(name) && { id: idFor(next) }) });
        }}
      />
      <div class="field-row">
        <FieldInput
          {...props('id')}
          field={{ label: 'Id', input: 'text', isFixed: !isNew }}
          onChange={(value) => change({ id: String(value) })}
        />
        <FieldInput
          {...props('scope')}
          value={isNew ? scope : scopeWords(scope)}
          field={
            isNew
              ? {
                  label: 'For',
                  input: 'one',
                  choices: [...new Set([ALL_SHOPS, shop, scope])].map((value) => ({ value, label: scopeWords(value) })),
                }
              : { label: 'For', input: 'text', isFixed: true }
          }
          onChange={(value) => change({ scope: String(value) })}
        />
      </div>
      {type !== 'campaign' && (
        <PartList
          {...ABOUT_NONE}
          id="about"
          fields={ABOUT_FIELDS}
          parts={draft.about}
          rejected={rejected}
          path="about."
          onChange={(about) => change({ about })}
        />
      )}
      {type === 'rule' && <FieldInput {...props('effect')} field={EFFECT_FIELD} onChange={(effect) => change({ effect })} />}
      {type === 'rule' && (
        <PartList
          id="when"
          title="Conditions"
          thing="condition"
          none="None: it always holds."
          fields={CONDITION_FIELDS}
          parts={draft.when}
          rejected={rejected}
          path="when."
          onChange={(when) => change({ when })}
        />
      )}
      {type === 'campaign' && <FieldInput {...props('unit')} field={UNIT_FIELD} onChange={(unit) => change({ unit })} />}
      {type !== 'rule' && (
        <PartList
          key={type}
          {...limits}
          title="Limits"
          thing="limit"
          none="None yet: one is needed."
          fields={type === 'cap' ? CAP_FIELDS : CAMPAIGN_FIELDS}
        />
      )}
    </>
  );
}

export function scopeWords(scope: string): string {
  return scope === ALL_SHOPS ? 'all shops' : scope;
}

function TypeSwitch({ type, onType }: { type: RuleType; onType(type: RuleType): void }) {
  return (
    <fieldset class="switch">
      <legend class="visually-hidden">Kind</legend>
      {RULE_TYPES.map((choice) => (
        <label key={choice} class="switch__choice">
          <input type="radio" name="rule-type" checked={choice === type} onChange={() => onType(choice)} />
          <span>{TYPE_WORDS[choice]}</span>
        </label>
      ))}
    </fieldset>
  );
}
