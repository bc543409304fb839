/** Whole numbers out of bytes. Who calls has looked at the length; a byte beyond the end reads as zero. */
export function signedByte(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 24) >> 24;
}

/** Two bytes, most significant first. */
export function unsigned16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** As `unsigned16`, two's complement. */
export function signed16(bytes: Uint8Array, at: number): number {
  return (unsigned16(bytes, at) << 16) >> 16;
}

/** Four bytes, most significant first. */
export function unsigned32(bytes: Uint8Array, at: number): number {
  return unsigned16(bytes, at) * 0x1_0000 + unsigned16(bytes, at + 2);
}

/** `length` bytes (at most 4), least significant first. */
export function littleEndian(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i -= 1) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}
