/** A random id of a thing: 32 hex digits. Not randomUUID, which pages over plain HTTP from another machine do not have. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
