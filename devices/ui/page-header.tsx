import type { ComponentChildren } from 'preact';
import iconUrl from './icon.svg';

export function PageHeader({ title, subtitle, children }: { title: string; subtitle: string; children?: ComponentChildren }) {
  return (
    <header class="page-header">
      <img class="page-header__mark" src={iconUrl} alt="" />
      <div class="page-header__names">
        <h1 class="page-header__title">{title}</h1>
        <p class="page-header__subtitle">{subtitle}</p>
      </div>
      {children}
    </header>
  );
}
