import { useState } from 'preact/hooks';
import { counted } from './words.ts';

const AT_FIRST = 8;
const AT_ONCE = 50;

interface More {
  hidden: number;
  onMore(): void;
}

/** The first rows of a table that may hold a thousand. */
export function useFirstRows<T>(rows: readonly T[]): { rows: readonly T[]; more: More } {
  const [count, setCount] = useState(AT_FIRST);
  const hidden = Math.max(0, rows.length - count);
  return { rows: rows.slice(0, count), more: { hidden, onMore: () => setCount(count + AT_ONCE) } };
}

/** `order`: what the hidden rows are beside those that are there. */
export function MoreRows({ hidden, onMore, thing, order = 'earlier' }: More & { thing: string; order?: 'earlier' | 'more' }) {
  if (hidden === 0) return null;
  return (
    <button type="button" class="button more" onClick={onMore}>
      Show {counted(Math.min(hidden, AT_ONCE), `${order} ${thing}`)}
    </button>
  );
}
