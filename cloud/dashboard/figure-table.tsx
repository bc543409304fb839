import { Card } from './card.tsx';
import type { FigureGroup } from './footfall-figures.ts';

/** Figures of one kind, each beside how it is reckoned. */
export function FigureTable({ title, note, figures }: FigureGroup) {
  return (
    <Card id={`figures-${title.toLowerCase().replaceAll(' ', '-')}`} title={title} note={note}>
      <dl class="reckoned">
        {figures.map(({ label, value, reckoned }) => (
          <div key={label} class="reckoned__figure">
            <dt class="reckoned__label">{label}</dt>
            <dd class="reckoned__value">{value}</dd>
            <dd class="reckoned__how">{reckoned}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
