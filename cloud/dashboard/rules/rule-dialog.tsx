import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { AislegateError } from '../../../contract/errors.ts';
import { Notice } from '../../../devices/ui/notice.tsx';
import { counted } from '../words.ts';
import { type Draft, draftOf, draftWords } from './draft.ts';
import type { Rejected } from './errors.ts';
import { TYPE_WORDS } from './fields.ts';
import { RuleForm } from './rule-form.tsx';
import { readAgain, storeDraft } from './send.ts';

interface RuleDialogProps {
  /** What it begins with. */
  readonly opened: Draft;
  readonly shop: string;
  onSaved(draft: Draft): void;
  onClose(): void;
}

/** A rule, a cap or a campaign is written here; it is stored as a whole or not at all. */
export function RuleDialog({ opened, shop, onSaved, onClose }: RuleDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [{ begun, draft, round }, setState] = useState({ begun: opened, draft: opened, round: 0 });
  const [rejected, setRejected] = useState<Rejected>([]);
  const [trouble, setTrouble] = useState<Error>();
  const [isBusy, setBusy] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useLayoutEffect(() => {
    if (rejected.length > 0) dialog.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [rejected]);

  // By the dialog itself, which gives the focus back to where it was opened.
  const leave = (): void => dialog.current?.close();
  const leaveUnlessChanged = (): void => {
    if (draft === begun) leave();
    else setLeaving(true);
  };
  const begin = (next: Draft): void => setState((last) => ({ begun: next, draft: next, round: last.round + 1 }));
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setTrouble(undefined);
    setRejected([]);
    await work().catch((error: unknown) => setTrouble(error instanceof Error ? error : new Error(String(error))));
    setBusy(false);
  };
  const save = (): Promise<void> =>
    attempt(async () => {
      const reply = await storeDraft(draft);
      if (reply.rejected.length > 0) setRejected(reply.rejected);
      else {
        leave();
        onSaved(draft);
      }
    });
  const startAgain = (): Promise<void> =>
    attempt(async () => {
      const row = await readAgain(draft);
      const now = row && draftOf(row);
      if (now) begin(now);
      else setState((last) => ({ ...last, draft: { ...draft, version: undefined } }));
    });
  const isLate = trouble instanceof AislegateError && trouble.code === 'HQ_RULE_CHANGED';

  return (
    <dialog
      ref={dialog}
      class="drawer"
      aria-labelledby="rule-title"
      onClose={onClose}
      onCancel={(event) => {
        event.preventDefault();
        leaveUnlessChanged();
      }}
    >
      <form
        class="rule-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) void save();
        }}
      >
        <h2 id="rule-title" class="drawer__title">
          {draft.version === undefined ? `New ${TYPE_WORDS[draft.type].toLowerCase()}` : `Edit “${begun.name}”`}
        </h2>
        <RuleForm
          key={round}
          draft={draft}
          rejected={rejected}
          shop={shop}
          onChange={(next) => setState((last) => ({ ...last, draft: next }))}
        />
        <div class="rule-form__foot">
          {rejected.length > 0 && (
            <Notice
              title="Nothing was stored yet"
              text={`${counted(rejected.length, 'thing')} to put right; each is told beside its field.`}
            />
          )}
          {trouble && (
            <Notice title="Nothing was stored" text={trouble.message}>
              {isLate && (
                <button type="button" class="button" disabled={isBusy} onClick={() => void startAgain()}>
                  Show what is there now
                </button>
              )}
            </Notice>
          )}
          {isLeaving && (
            <Notice tone="warn" title="Not stored" text="What was changed here is lost when this is closed.">
              <button type="button" class="button" onClick={leave}>
                Discard the changes
              </button>
            </Notice>
          )}
          <p class="rule-words" aria-live="polite">
            {draftWords(draft)}
          </p>
          <div class="rule-form__actions">
            <button type="button" class="button" onClick={leaveUnlessChanged}>
              Cancel
            </button>
            <button type="submit" class="button button--main" aria-disabled={isBusy}>
              Save
            </button>
          </div>
        </div>
      </form>
    </dialog>
  );
}
