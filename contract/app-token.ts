import { createCipheriv } from 'node:crypto';

/** How long an app advertises one token. A window has the number of whole windows since 1970. */
export const TOKEN_WINDOW_MS = 900_000;
export const TOKEN_BYTES = 16;
export const TOKEN_KEY_BYTES = 16;
/** What the manufacturer data of an app begins with after the company: `AG`, and the version of the format. */
export const TOKEN_MARK = [0x41, 0x47, 0x01] as const;

/** `aislegate`, two zeros, and the version: the block that is encrypted is this and the window, u32 with the most significant byte first. */
const LABEL = Uint8Array.of(0x61, 0x69, 0x73, 0x6c, 0x65, 0x67, 0x61, 0x74, 0x65, 0, 0, 1);

export function tokenWindow(t: number): number {
  return Math.floor(t / TOKEN_WINDOW_MS);
}

/** The 16 bytes that are encrypted for a window. */
export function tokenBlock(window: number): Uint8Array {
  const block = new Uint8Array(TOKEN_BYTES);
  block.set(LABEL);
  new DataView(block.buffer).setUint32(LABEL.length, window);
  return block;
}

/** What the app with this key advertises in a window: AES-128 of the block of the window. */
export function tokenOf(key: Uint8Array, window: number): Uint8Array {
  const cipher = createCipheriv('aes-128-ecb', key, null);
  return new Uint8Array(cipher.update(tokenBlock(window)));
}
