import { PAGE_WORDS, PAGES, type Page } from './page.ts';
import { addressText } from './use-address.ts';

interface PageLinksProps {
  shop: string | undefined;
  page: Page;
  onPage(page: Page): void;
}

/** Real links: they open in another tab as well. */
export function PageLinks({ shop, page, onPage }: PageLinksProps) {
  return (
    <nav class="pages" aria-label="Pages">
      {PAGES.map((choice) => (
        <a
          key={choice}
          class="pages__link"
          href={addressText({ shop, page: choice })}
          aria-current={choice === page ? 'page' : undefined}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            onPage(choice);
          }}
        >
          {PAGE_WORDS[choice]}
        </a>
      ))}
    </nav>
  );
}
