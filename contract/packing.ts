/** Makes long texts short before they are sealed, and long again. */
export interface Packing {
  pack(text: string): Uint8Array;
  /** Undefined where it was not packed so. */
  unpack(packed: Uint8Array): string | undefined;
}
