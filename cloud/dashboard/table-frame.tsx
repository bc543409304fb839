import type { ComponentChildren } from 'preact';

/** Around a table that may be wider than the page. */
export function TableFrame({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no pointer scrolls it by keyboard
    <section class="table-frame" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
