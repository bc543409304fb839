import type { ComponentChildren } from 'preact';

interface NoticeProps {
  title: string;
  text: string;
  tone?: 'warn' | 'bad';
  children?: ComponentChildren;
}

/** Something is wrong and this is what to do about it. Read out at once when it is bad. */
export function Notice({ title, text, tone = 'bad', children }: NoticeProps) {
  return (
    <div class="notice" data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      <div class="notice__body">
        <p class="notice__title">{title}</p>
        <p class="notice__text">{text}</p>
      </div>
      {children}
    </div>
  );
}
