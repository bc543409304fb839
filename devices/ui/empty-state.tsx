import { Gate } from './gate.tsx';

/** What is shown where nothing is: why, and what will change it. */
export function EmptyState({ title, text }: { title: string; text: string }) {
  return (
    <div class="empty-state">
      <Gate className="empty-state__art" />
      <p class="empty-state__title">{title}</p>
      <p class="empty-state__text">{text}</p>
    </div>
  );
}
