/** Headquarters' only source of randomness. */
export interface Random {
  /** Uniform in [0, 1). */
  unit(): number;
  /** `count` random bytes. */
  bytes(count: number): Uint8Array;
  /** A random id of a thing: 32 hex digits. */
  id(): string;
}
