/** A model as it was signed. `shipped`: it came with the software. */
export interface StoredModel {
  readonly bytes: Uint8Array;
  readonly source: 'headquarters' | 'shipped';
}

/** The models that a shop may serve: the latest that headquarters sent, and behind them the one that the software came with. */
export interface ModelStore {
  /** Newest first; the shipped one, where there is one, last. What cannot be read is left out. */
  list(): Promise<readonly StoredModel[]>;
  /** Keeps a model as the newest, and forgets the oldest beyond the last five. On disk when it resolves; the same as the newest changes nothing. */
  keep(bytes: Uint8Array): Promise<void>;
  /** Forgets the newest that headquarters sent, so that the one before it is the newest; does nothing where there is none. */
  dropNewest(): Promise<void>;
}

export const MOST_MODELS = 5;
