const ONLINE = Buffer.from('online');
const OFFLINE = Buffer.from('offline');

/** What a last-will topic says: the text `online` or `offline`; undefined where it is neither. */
export function onlineOf(payload: Uint8Array): boolean | undefined {
  if (ONLINE.equals(payload)) return true;
  return OFFLINE.equals(payload) ? false : undefined;
}
