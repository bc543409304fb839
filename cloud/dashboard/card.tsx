import type { ComponentChildren } from 'preact';

interface CardProps {
  id: string;
  title: string;
  note?: string | undefined;
  children: ComponentChildren;
}

/** One subject on the page, a landmark by its heading. */
export function Card({ id, title, note, children }: CardProps) {
  return (
    <section class="card" data-card={id} aria-labelledby={`${id}-title`}>
      <div class="card__head">
        <h2 id={`${id}-title`} class="card__title">
          {title}
        </h2>
        {note && <p class="card__note">{note}</p>}
      </div>
      {children}
    </section>
  );
}
