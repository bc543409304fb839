import { timingSafeEqual } from 'node:crypto';
import { reportSignature } from '../../contract/app-report.ts';
import type { Signed } from '../../contract/decoder.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import type { Recognition } from '../ports/recognition.ts';
import type { Owner } from './directory.ts';

/** A phone that was without a network for longer tells what no longer matters, and the older a report may be, the longer it can be played back. */
const OLDEST_MS = 300_000;
const CLOCK_AHEAD_MS = 60_000;
const MOST_APPS = 50_000;
const INCIDENT_MS = 900_000;

export interface SignedReportsParts {
  readonly ownerOf: (identifier: string) => Owner | undefined;
  readonly tokenKey: Recognition['tokenKey'];
  /** What was signed before this process began may have been heard by the one before. */
  readonly startedAt: number;
}

/** `isIncident`: somebody tries to be a member. Told once, and then for a quarter of an hour no more. */
export type Verdict = { readonly signer: Owner } | { readonly refused: ErrorCode; readonly isIncident?: boolean };

export interface SignedReports {
  /** Whose report it is; or why nobody is believed to have sent it. Reports of one app must each be newer than the one before. */
  verify(signed: Signed, rx: number): Verdict;
}

export function createSignedReports({ ownerOf, tokenKey, startedAt }: SignedReportsParts): SignedReports {
  /** The newest report of each app: one that is not newer is a recording. */
  const newest = recentlyUsed<number>(MOST_APPS);
  const forgedAt = recentlyUsed<number>(MOST_APPS);

  function timeOf({ signer, at }: Signed, rx: number): Extract<ErrorCode, `IDN_REPORT_${string}`> | undefined {
    if (at === undefined || at < rx - OLDEST_MS || at > rx + CLOCK_AHEAD_MS || at <= startedAt) return 'IDN_REPORT_OLD';
    if (at <= (newest.get(signer) ?? 0)) return 'IDN_REPORT_REPLAYED';
    newest.set(signer, at);
    return undefined;
  }

  function isNewIncident(signer: string, rx: number): boolean {
    const before = forgedAt.get(signer);
    if (before !== undefined && rx - before < INCIDENT_MS) return false;
    forgedAt.set(signer, rx);
    return true;
  }

  return {
    verify(signed, rx) {
      const { signer, content, signature } = signed;
      const owner = ownerOf(signer);
      const key = owner && tokenKey(owner.subject, owner.device);
      if (!key) return { refused: 'IDN_REPORT_UNKNOWN' };
      const expected = reportSignature(key, content);
      if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
        return { refused: 'IDN_REPORT_FORGED', isIncident: isNewIncident(signer, rx) };
      }
      const refused = timeOf(signed, rx);
      return refused === undefined ? { signer: owner } : { refused };
    },
  };
}

/** A map that forgets what was set first, once it is full. */
function recentlyUsed<V>(most: number): Pick<Map<string, V>, 'get' | 'set'> {
  const entries = new Map<string, V>();
  return {
    get: (key) => entries.get(key),
    set(key, value) {
      entries.delete(key);
      const [oldest] = entries.size < most ? [] : entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
      return entries.set(key, value);
    },
  };
}
