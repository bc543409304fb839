import type { SecurityAction } from '../../../contract/facts/security-facts.ts';
import type { Telemetry } from '../../ports/telemetry.ts';

export interface Deed {
  readonly action: Extract<SecurityAction, `recording-${string}`>;
  readonly recordingId: string;
  readonly by: string;
  readonly at: number;
}

export interface AccountsOptions {
  /** Resolves when the account of it is on disk. */
  readonly account: (deed: Deed) => Promise<unknown>;
  readonly telemetry: Pick<Telemetry, 'info' | 'error'>;
}

/** What was done with recordings, into the journal and the log. */
export class Accounts {
  readonly #options: AccountsOptions;
  /** Done, and not written into the journal yet. */
  #owed: Deed[] = [];

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  /** Before something is done: rejects where it cannot be accounted for, and then it is not to be done. */
  async before(deed: Deed): Promise<void> {
    await this.#options.account(deed);
    this.#options.telemetry.info(deed.action, { recordingId: deed.recordingId, by: deed.by });
  }

  /** After something that could not wait for a full disk: the account of it is written as soon as there is room. */
  async after(deed: Deed): Promise<void> {
    this.#owed.push(deed);
    await this.settle();
  }

  /** Tries once more to write what is owed. */
  async settle(): Promise<void> {
    const deeds = this.#owed;
    this.#owed = [];
    for (const [at, deed] of deeds.entries()) {
      if (await this.told(deed)) continue;
      this.#owed.unshift(...deeds.slice(at));
      return;
    }
  }

  /** Whether the account of it could be written; an error in the log where not. */
  async told(deed: Deed): Promise<boolean> {
    try {
      await this.before(deed);
      return true;
    } catch (error) {
      const { action, recordingId, by } = deed;
      this.#options.telemetry.error('JRN_WRITE_FAILED', { detail: action, recordingId, by }, error);
      return false;
    }
  }
}
