/** A member's secret that explains what was heard. */
export interface SecretMatch {
  readonly subject: string;
  /** 0 for the member's own phone, more for further phones of a household. */
  readonly device: number;
  /** It was valid once, and is over: somebody plays back what he recorded. */
  readonly stale?: true;
}

/** What a phone or tag makes identifiers from; see `SECRET_KINDS`. */
export interface MemberSecret {
  /** `irk:…`, `token-key:…` or `eid-key:…`. */
  readonly identifier: string;
  readonly device: number;
}

/** Which members the rotating identifiers of the moment belong to. No question waits: what takes long is worked out off the event loop. */
export interface Recognition {
  /** The secrets of members, in place of those they had; an empty list takes them away. Resolves when they are on disk. */
  put(secrets: ReadonlyMap<string, readonly MemberSecret[]>): Promise<void>;
  /** Overwrites the secrets where they stand, on disk and in memory. Resolves when that is synced. */
  destroy(subject: string): Promise<void>;
  /** The member of a rotating app token, 32 hex, heard at `t` ms epoch. */
  token(token: string, t: number): SecretMatch | undefined;
  /** The member of an Eddystone-EID, 16 hex. */
  ephemeral(identifier: string, t: number): SecretMatch | undefined;
  /** The member of a resolvable private address, 12 hex; `trying` until it is known, and the next advert finds the answer. */
  address(address: string, t: number): SecretMatch | 'trying' | undefined;
  /** The key that signs the member's app reports: the token key of a device. */
  tokenKey(subject: string, device: number): Uint8Array | undefined;
  /** Lets time pass: identifiers of the next window are prepared before it begins. */
  advance(now: number): void;
  /** How many secrets of each kind are known. */
  sizes(): { readonly tokenKeys: number; readonly irks: number; readonly eidKeys: number };
  close(): Promise<void>;
}
