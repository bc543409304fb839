import { createDecipheriv } from 'node:crypto';

const KEY_BYTES = 16;
const COUNTER_BYTES = 4;
const MIC_BYTES = 4;
export const COUNTER_AND_MIC_BYTES = COUNTER_BYTES + MIC_BYTES;

/**
 * The objects of an encrypted frame (bthome.io/encryption): AES-128-CCM over `device byte | objects | counter u32 | MIC[4]`, with the nonce
 * `address | service | device byte | counter`. Undefined where it does not open with the key.
 */
export function decrypted(frame: Uint8Array, address: string, key: Uint8Array): Uint8Array | undefined {
  if (key.length !== KEY_BYTES) return;
  const counterAt = frame.length - COUNTER_AND_MIC_BYTES;
  const micAt = frame.length - MIC_BYTES;
  const nonce = Buffer.concat([Buffer.from(`${address}d2fc`, 'hex'), frame.subarray(0, 1), frame.subarray(counterAt, micAt)]);
  try {
    const decipher = createDecipheriv('aes-128-ccm', key, nonce, { authTagLength: MIC_BYTES });
    decipher.setAuthTag(frame.subarray(micAt));
    const objects = decipher.update(frame.subarray(1, counterAt));
    decipher.final();
    return objects;
  } catch {
    return;
  }
}
