/** The edge's only source of randomness, so that a recorded day replays to the same decisions. */
export interface Random {
  /** Uniform in [0, 1). */
  unit(): number;
  /** `count` random bytes. */
  bytes(count: number): Uint8Array;
  /** A random id of a thing: 32 hex digits. */
  id(): string;
}
