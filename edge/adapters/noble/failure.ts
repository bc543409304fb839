import type { ErrorCode, ErrorContext } from '../../../contract/errors.ts';

export type RadioCode = Extract<ErrorCode, `RAD_${string}`>;

/** Why the radio does not hear, as operators are told. */
export interface RadioFailure {
  readonly code: RadioCode;
  readonly context?: ErrorContext;
}

/** errno of Linux and what the C library says of it: noble's driver gives the one when it writes and the other when it binds. */
const CAUSES: readonly { readonly numbers: readonly number[]; readonly text: RegExp; readonly code: RadioCode }[] = [
  { numbers: [1, 13], text: /operation not permitted|permission denied/iu, code: 'RAD_FORBIDDEN' },
  { numbers: [2, 6, 19], text: /no such (?:file|device)/iu, code: 'RAD_NO_ADAPTER' },
  { numbers: [11, 16], text: /busy|lock port/iu, code: 'RAD_BUSY' },
  { numbers: [100, 132], text: /network is down|rf-kill/iu, code: 'RAD_SWITCHED_OFF' },
  { numbers: [93, 94, 97], text: /not supported|unsupported/iu, code: 'RAD_UNSUPPORTED' },
];

/** What an error of a driver means. Its text names a device at most: nothing that was heard. */
export function failureOf(error: unknown): RadioFailure {
  const { message, errno } = error as { message?: unknown; errno?: unknown };
  const detail = typeof message === 'string' ? message.replace(/^Error:? */u, '') : 'unknown';
  const cause = CAUSES.find(({ numbers, text }) => (typeof errno === 'number' && numbers.includes(errno)) || text.test(detail));
  return { code: cause?.code ?? 'RAD_LOST', context: { detail } };
}
