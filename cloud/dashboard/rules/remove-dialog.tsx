import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Notice } from '../../../devices/ui/notice.tsx';
import { type Draft, draftWords } from './draft.ts';
import { scopeWords } from './rule-form.tsx';
import { removeRule } from './send.ts';

interface RemoveDialogProps {
  readonly draft: Draft;
  onRemoved(draft: Draft): void;
  onClose(): void;
}

/** Asks once more: the shops go by what is left within seconds. */
export function RemoveDialog({ draft, onRemoved, onClose }: RemoveDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const keep = useRef<HTMLButtonElement>(null);
  const [trouble, setTrouble] = useState<Error>();
  useLayoutEffect(() => {
    dialog.current?.showModal();
    keep.current?.focus();
  }, []);
  const remove = async (): Promise<void> => {
    setTrouble(undefined);
    try {
      await removeRule(draft);
      onRemoved(draft);
    } catch (error) {
      setTrouble(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return (
    <dialog
      ref={dialog}
      class="question"
      role="alertdialog"
      aria-labelledby="remove-title"
      aria-describedby="remove-text"
      onClose={onClose}
    >
      <h2 id="remove-title" class="drawer__title">
        Delete “{draft.name}”?
      </h2>
      <p id="remove-text">
        {draftWords(draft)} It is for {scopeWords(draft.scope)}; shops that are connected stop obeying it within seconds.
      </p>
      {trouble && <Notice title="Nothing was deleted" text={trouble.message} />}
      <div class="rule-form__actions">
        <button ref={keep} type="button" class="button" onClick={() => dialog.current?.close()}>
          Keep it
        </button>
        <button type="button" class="button button--bad" onClick={() => void remove()}>
          Delete
        </button>
      </div>
    </dialog>
  );
}
