import { AislegateError } from '../../../contract/errors.ts';
import type { Headquarters } from '../../ports/headquarters.ts';

/** Headquarters that is never there: the shop lives on what it knows. */
export function absentHeadquarters(): Headquarters {
  const away = (): Promise<never> => Promise.reject(new AislegateError('HQ_UNREACHABLE', { detail: 'there is none here' }));
  return {
    send: away,
    keys: away,
    lease: away,
    onConfirmed: () => {},
    onErase: () => {},
    onExport: () => {},
    watch: () => {},
    reachable: () => false,
  };
}
