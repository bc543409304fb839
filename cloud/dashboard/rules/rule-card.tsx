import { useRef, useState } from 'preact/hooks';
import type { RuleRow } from '../../../contract/http/rule-routes.ts';
import { EmptyState } from '../../../devices/ui/empty-state.tsx';
import { Card } from '../card.tsx';
import { copyOf, type Draft, found, NEW_DRAFT } from './draft.ts';
import { RemoveDialog } from './remove-dialog.tsx';
import { RuleDialog } from './rule-dialog.tsx';
import { RuleTable } from './rule-table.tsx';

interface RuleCardProps {
  readonly rules: readonly RuleRow[];
  readonly mayEdit: boolean;
  readonly shop: string;
  /** Something was stored or deleted: what is on the page is old. */
  onChanged(): void;
}

type Open = { readonly what: 'edit' | 'remove'; readonly draft: Draft };

/** What the shop obeys; to be changed by who may. */
export function RuleCard({ rules, mayEdit, shop, onChanged }: RuleCardProps) {
  const [wanted, setWanted] = useState('');
  const [open, setOpen] = useState<Open>();
  const [told, setTold] = useState('');
  const status = useRef<HTMLParagraphElement>(null);
  const shown = found(rules, wanted);
  const done = (text: string): void => {
    setOpen(undefined);
    setTold(text);
    onChanged();
  };
  // The button that was pressed is gone with its row.
  const removed = ({ name }: Draft): void => {
    done(`“${name}” is deleted.`);
    status.current?.focus();
  };
  const search = (text: string): void => {
    setTold('');
    setWanted(text);
  };
  const close = (): void => setOpen(undefined);
  const edit = (draft: Draft): void => setOpen({ what: 'edit', draft });
  const actions = {
    edit,
    duplicate: (draft: Draft) => edit(copyOf(draft)),
    remove: (draft: Draft) => setOpen({ what: 'remove', draft }),
  };
  return (
    <Card
      id="rules"
      title="Rules, caps and campaigns"
      note={mayEdit ? 'Of the shop alone, or of all; every change is kept account of.' : 'To look at; who may edit opens an editor link.'}
    >
      <div class="rule-tools">
        <label class="picker">
          <span class="picker__label">Search</span>
          <input type="search" class="field__input" value={wanted} onInput={({ currentTarget }) => search(currentTarget.value)} />
        </label>
        {mayEdit && (
          <button type="button" class="button button--main" onClick={() => edit(NEW_DRAFT)}>
            New
          </button>
        )}
      </div>
      <p ref={status} class="quiet rule-tools__told" role="status" tabIndex={-1}>
        {told || (wanted && `${shown.length} of ${rules.length} found`)}
      </p>
      {rules.length === 0 && (
        <EmptyState title="No rules" text="Every offer is shown wherever and whenever it says itself, as often as the shop allows." />
      )}
      {rules.length > 0 && shown.length === 0 && <EmptyState title="Nothing found" text="No rule, cap or campaign says that." />}
      {shown.length > 0 && <RuleTable rules={shown} actions={mayEdit ? actions : undefined} />}
      {open?.what === 'edit' && (
        <RuleDialog opened={open.draft} shop={shop} onSaved={({ name }) => done(`“${name.trim()}” is stored.`)} onClose={close} />
      )}
      {open?.what === 'remove' && <RemoveDialog draft={open.draft} onRemoved={removed} onClose={close} />}
    </Card>
  );
}
