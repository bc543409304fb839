/** Where an import waits until all of it is there. What stands in it is unreadable for everybody else, and after the process. */
export interface StagedPages {
  /** Numbered from 0 in the order of the calls. */
  append(page: Uint8Array): Promise<void>;
  read(number: number): Promise<Uint8Array>;
  /** Removes all of it. */
  discard(): Promise<void>;
}

export type OpenStagedPages = () => Promise<StagedPages>;
