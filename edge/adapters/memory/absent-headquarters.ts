import type { Headquarters } from '../../ports/headquarters.ts';

/** Headquarters that is never there: the shop lives on what it knows. */
export function absentHeadquarters(): Headquarters {
  const away = (): Promise<never> => Promise.reject(new Error('there is no headquarters here'));
  return { send: away, keys: away, onConfirmed: () => {}, onErase: () => {}, onExport: () => {}, watch: () => {}, reachable: () => false };
}
