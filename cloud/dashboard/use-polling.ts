import { useEffect, useState } from 'preact/hooks';

export interface Polled<T> {
  /** The last answer; stays while a later one fails. */
  readonly value: T | undefined;
  readonly error: Error | undefined;
  /** When the last answer came, by this machine's clock. */
  readonly loadedAt: number | undefined;
  retry(): void;
}

const AGAIN_AFTER_MS = 4000;
const LONGEST_MS = 30_000;

/** Asks again and again while the page is looked at, less often while it fails. A new `key` begins anew. */
export function usePolling<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Polled<T> {
  const [state, setState] = useState<{ key: string; value?: T; error?: Error; loadedAt?: number }>({ key });
  const [round, setRound] = useState(0);

  useEffect(() => {
    const abort = new AbortController();
    let failures = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      clearTimeout(timer);
      try {
        if (document.visibilityState === 'visible') {
          const value = await load(abort.signal);
          if (abort.signal.aborted) return;
          failures = 0;
          setState({ key, value, loadedAt: Date.now() });
        }
      } catch (error) {
        if (abort.signal.aborted) return;
        failures += 1;
        setState((last) => ({ ...(last.key === key ? last : { key }), error: error instanceof Error ? error : new Error(String(error)) }));
      }
      timer = setTimeout(() => void ask(), Math.min(LONGEST_MS, AGAIN_AFTER_MS * 2 ** failures));
    };
    const lookedAt = (): void => void (document.visibilityState === 'visible' && ask());
    document.addEventListener('visibilitychange', lookedAt);
    void ask();
    return () => {
      abort.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', lookedAt);
    };
  }, [key, round]);

  const current = state.key === key ? state : { key };
  return { value: current.value, error: current.error, loadedAt: current.loadedAt, retry: () => setRound((last) => last + 1) };
}
