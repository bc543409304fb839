/** Member keys at rest. `destroy` overwrites the bytes in place and syncs: erasure is the end of the key (DESIGN §5.7). */
export interface KeyRing {
  get(subject: string): Uint8Array | undefined;
  put(keys: ReadonlyMap<string, Uint8Array>): Promise<void>;
  destroy(subject: string): Promise<void>;
  size(): number;
  close(): Promise<void>;
}
