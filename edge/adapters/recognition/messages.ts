import type { IrkMatch } from '../../identity/recognition/rpa.ts';

/** What the worker is given once: the slots in clear, in memory that both see. */
export interface WorkerData {
  readonly image: SharedArrayBuffer;
}

/** Questions are answered one after another. */
export type Question =
  | { readonly kind: 'token-table'; readonly window: number }
  | { readonly kind: 'eid-table'; readonly period: number }
  | { readonly kind: 'address-keys' }
  | { readonly kind: 'retire'; readonly windows: readonly number[]; readonly periods: readonly number[] }
  | { readonly kind: 'enter'; readonly id: number; readonly slots: readonly number[]; readonly withAddresses: boolean }
  | { readonly kind: 'resolve'; readonly address: string; readonly t: number; readonly round: number };

export interface Request {
  readonly question: Question;
  /** How many slots there are by now. */
  readonly slotCount: number;
}

export type Answer =
  | { readonly kind: 'token-table'; readonly window: number; readonly table: SharedArrayBuffer }
  | { readonly kind: 'eid-table'; readonly period: number; readonly table: SharedArrayBuffer }
  | { readonly kind: 'entered'; readonly id: number }
  | {
      readonly kind: 'resolved';
      readonly address: string;
      /** When it was heard. */
      readonly t: number;
      readonly round: number;
      readonly matches: readonly IrkMatch[];
    };
