import { useEffect, useState } from 'preact/hooks';
import { type Page, pageOf } from './page.ts';

export interface Address {
  /** As the address asks for it; undefined where it does not. */
  readonly shop: string | undefined;
  readonly page: Page;
}

/** What is looked at stands in the address: it can be sent to somebody, and the browser's way back leads back. */
export function useAddress(): [Address, (next: Address) => void] {
  const [address, setAddress] = useState(read);
  useEffect(() => {
    const follow = (): void => setAddress(read());
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  const go = (next: Address): void => {
    history.pushState(null, '', addressText(next));
    setAddress(next);
  };
  return [address, go];
}

export function addressText({ shop, page }: Address): string {
  const query = new URLSearchParams({ ...(shop === undefined ? {} : { shop }), ...(page === 'overview' ? {} : { page }) });
  return `?${query}`;
}

function read(): Address {
  const query = new URLSearchParams(location.search);
  return { shop: query.get('shop') ?? undefined, page: pageOf(query.get('page')) };
}
