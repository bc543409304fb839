import type { RuleRow } from '../../../contract/http/rule-routes.ts';
import { ruleWords } from '../../../contract/offers/rule-words.ts';
import { Moment } from '../moment.tsx';
import { TableFrame } from '../table-frame.tsx';
import { type Draft, draftOf } from './draft.ts';
import { TYPE_WORDS } from './fields.ts';
import { scopeWords } from './rule-form.tsx';

type Act = (draft: Draft) => void;

interface RuleTableProps {
  readonly rules: readonly RuleRow[];
  /** What may be done with each; nothing where it is only looked at. */
  readonly actions: { readonly edit: Act; readonly duplicate: Act; readonly remove: Act } | undefined;
}

export function RuleTable({ rules, actions }: RuleTableProps) {
  return (
    <TableFrame label="Rules, caps and campaigns">
      <table class="table table--wrapped">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Says</th>
            <th scope="col" class="table__wide">
              For
            </th>
            <th scope="col" class="table__wide">
              Since
            </th>
            {actions && (
              <th scope="col">
                <span class="visually-hidden">Change</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rules.map((row) => {
            const { scope, importedAt, record } = row;
            return (
              <tr key={`${scope} ${record.type} ${record.id}`}>
                <th scope="row">
                  {'name' in record ? record.name : record.id}
                  <span class="tag">{record.type === 'ranking' ? 'Ranking' : TYPE_WORDS[record.type]}</span>
                </th>
                <td>{ruleWords(record)}</td>
                <td class="table__wide">{scopeWords(scope)}</td>
                <td class="table__wide">
                  <Moment at={importedAt} withDay />
                </td>
                {actions && <Actions draft={draftOf(row)} {...actions} />}
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Actions({ draft, edit, duplicate, remove }: NonNullable<RuleTableProps['actions']> & { draft: Draft | undefined }) {
  if (!draft) return <td />;
  const buttons = [
    ['Edit', edit],
    ['Duplicate', duplicate],
    ['Delete', remove],
  ] as const;
  return (
    <td class="rule-actions">
      {buttons.map(([label, act]) => (
        <button key={label} type="button" class="button" aria-label={`${label} “${draft.name}”`} onClick={() => act(draft)}>
          {label}
        </button>
      ))}
    </td>
  );
}
