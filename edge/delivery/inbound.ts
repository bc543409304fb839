import { type Checked, checker } from '../../contract/check.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import { ScreenEvent, StaffEvent } from '../../contract/messages.ts';
import { deviceOfSubject, screenOfSubject } from '../../contract/subjects.ts';

const MAX_EVENT_BYTES = 4096;
const checkScreenEvent = checker(ScreenEvent);
const checkStaffEvent = checker(StaffEvent);
const utf8 = new TextDecoder('utf-8', { fatal: true });

export type Inbound<E> =
  | { readonly ok: true; readonly from: string; readonly event: E }
  | { readonly ok: false; readonly refused: ErrorCode };

function read<E>(
  from: string | undefined,
  known: ReadonlyMap<string, string>,
  unknown: ErrorCode,
  payload: Uint8Array,
  check: (value: unknown) => Checked<E>,
): Inbound<E> {
  if (from === undefined || !known.has(from)) return { ok: false, refused: unknown };
  if (payload.length > MAX_EVENT_BYTES) return { ok: false, refused: 'DLV_MALFORMED' };
  try {
    const checked = check(JSON.parse(utf8.decode(payload)));
    return checked.ok ? { ok: true, from, event: checked.value } : { ok: false, refused: 'DLV_MALFORMED' };
  } catch {
    return { ok: false, refused: 'DLV_MALFORMED' };
  }
}

/** What a screen sent, or why it is refused. The subject names the screen; its credential lets it use no other. */
export function readScreenEvent(subject: string, payload: Uint8Array, screens: ReadonlyMap<string, string>): Inbound<ScreenEvent> {
  return read(screenOfSubject(subject), screens, 'DLV_UNKNOWN_SCREEN', payload, checkScreenEvent);
}

export function readStaffEvent(subject: string, payload: Uint8Array, devices: ReadonlyMap<string, string>): Inbound<StaffEvent> {
  return read(deviceOfSubject(subject), devices, 'DLV_UNKNOWN_DEVICE', payload, checkStaffEvent);
}
