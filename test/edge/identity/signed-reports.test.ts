import { beforeEach, expect, it } from 'vitest';
import { reportSignature, signedReport } from '../../../contract/app-report.ts';
import type { Signed } from '../../../contract/decoder.ts';
import { decoder } from '../../../devices/decoders/app-report.ts';
import { createSignedReports, type SignedReports, type Verdict } from '../../../edge/identity/signed-reports.ts';

const T = Date.UTC(2026, 5, 1, 9);
const KEY = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const ADA = { subject: 'aa'.repeat(16), device: 1 };
const BEACONS = [{ beacon: 'ibeacon:426c7565-4368-6172-6d42-6561636f6e73-9-9', rssiDbm: -60 }];

let reports: SignedReports;
beforeEach(() => {
  reports = createSignedReports({
    ownerOf: (identifier) =>
      identifier === 'app:phone-a' || identifier === 'app:no-key' ? { ...ADA, device: identifier === 'app:no-key' ? 0 : 1 } : undefined,
    tokenKey: (subject, device) => (subject === ADA.subject && device === 1 ? KEY : undefined),
    startedAt: T - 1000,
  });
});

function signedOf(at: number | undefined, { key = KEY, app = 'phone-a' }: { key?: Uint8Array; app?: string } = {}): Signed {
  const jws = signedReport(key, app, { ...(at !== undefined && { at }), beacons: BEACONS });
  const heard = decoder.decode({ rx: T, topic: '/ingest/app-report', payload: Buffer.from(jws) });
  if (heard.kind !== 'heard' || !heard.signed) throw new Error('not signed');
  return heard.signed;
}
const verify = (signed: Signed, rx = T): Verdict => reports.verify(signed, rx);

it('the published example: this key, this text, this signature', () => {
  const content = 'eyJhbGciOiJIUzI1NiIsImtpZCI6InBob25lLWEifQ.e30';
  expect(Buffer.from(reportSignature(KEY, content)).toString('base64url')).toBe('gdpUk7YwJ9bhFzDkFHXKNsOamNhM4ZgZEF0VCwnc-0s');
});

it('a report is of the member with whose key it is signed, and of which phone', () => {
  expect(verify(signedOf(T))).toEqual({ signer: ADA });
});

it('an app that no member has, or that has no key, is nobody', () => {
  expect(verify(signedOf(T, { app: 'phone-b' }))).toEqual({ refused: 'IDN_REPORT_UNKNOWN' });
  expect(verify(signedOf(T, { app: 'no-key' }))).toEqual({ refused: 'IDN_REPORT_UNKNOWN' });
});

it('a wrong signature is a forgery, which is an incident once in a quarter of an hour', () => {
  const forged = signedOf(T, { key: Buffer.alloc(16, 1) });
  expect(verify(forged)).toEqual({ refused: 'IDN_REPORT_FORGED', isIncident: true });
  expect(verify(forged, T + 1000)).toEqual({ refused: 'IDN_REPORT_FORGED', isIncident: false });
  expect(verify(forged, T + 900_000)).toEqual({ refused: 'IDN_REPORT_FORGED', isIncident: true });
  const good = signedOf(T);
  expect(verify({ ...good, signature: good.signature.subarray(0, 31) })).toMatchObject({ refused: 'IDN_REPORT_FORGED' });
  expect(verify({ ...good, content: `${good.content}A` })).toMatchObject({ refused: 'IDN_REPORT_FORGED' });
});

it('a report that is heard again is refused, and so is any that is not newer', () => {
  expect(verify(signedOf(T))).toEqual({ signer: ADA });
  expect(verify(signedOf(T), T + 1000)).toEqual({ refused: 'IDN_REPORT_REPLAYED' });
  expect(verify(signedOf(T - 1), T + 1000)).toEqual({ refused: 'IDN_REPORT_REPLAYED' });
  expect(verify(signedOf(T + 1), T + 1000)).toEqual({ signer: ADA });
});

it('a report of no time, of long ago, of the future, or from before the start is refused', () => {
  for (const [at, rx] of [
    [undefined, T],
    [T, T + 300_001],
    [T + 60_001, T],
    [T - 1000, T],
  ] as const) {
    expect(verify(signedOf(at), rx)).toEqual({ refused: 'IDN_REPORT_OLD' });
  }
  expect(verify(signedOf(T), T + 300_000)).toEqual({ signer: ADA });
});
