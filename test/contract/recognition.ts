import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TOKEN_WINDOW_MS, tokenOf, tokenWindow } from '../../contract/app-token.ts';
import type { MemberSecret, Recognition, SecretMatch } from '../../edge/ports/recognition.ts';
import { hexId } from '../support/facts.ts';

export interface RecognitionUnderTest {
  /** Opens the same secrets again; what was opened before has been closed. */
  open(): Promise<Recognition>;
  dispose(): Promise<void>;
}

const T = Date.UTC(2026, 5, 1, 10, 7);
const anna = hexId(2, 1);
const bob = hexId(2, 2);
const KEY = '000102030405060708090a0b0c0d0e0f';
const OTHER_KEY = '101112131415161718191a1b1c1d1e1f';
const IRK = 'ec0234a357c8ad05341010a60a397d9b';
/** Both are of that key: Core 5.4, Vol 3 Part H, App. D.7, and a second one. */
const ADDRESSES = ['7081940dfbaa', '412345c4d0df'] as const;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const tokenAt = (key: string, t: number): string => hex(tokenOf(Buffer.from(key, 'hex'), tokenWindow(t)));
const own = (...identifiers: string[]): MemberSecret[] => identifiers.map((identifier) => ({ identifier, device: 0 }));

/** Asks until there is an answer: tables are made, and addresses tried, beside the thread that asks. */
async function soon<T>(ask: () => T | 'trying' | undefined): Promise<T> {
  return vi.waitUntil(
    () => {
      const answer = ask();
      return answer === 'trying' ? undefined : answer;
    },
    { timeout: 20_000 },
  ) as Promise<T>;
}

export function recognitionContract(name: string, setUp: () => Promise<RecognitionUnderTest>): void {
  describe(`recognition ${name}`, () => {
    let subject: RecognitionUnderTest;
    let recognition: Recognition;
    beforeEach(async () => {
      subject = await setUp();
      recognition = await subject.open();
      recognition.advance(T);
    });
    afterEach(async () => {
      await recognition.close();
      await subject.dispose();
    });

    const put = (...members: [string, MemberSecret[]][]) => recognition.put(new Map(members));
    const token = (text: string, t = T): Promise<SecretMatch> => soon(() => recognition.token(text, t));
    const resolved = (address: string) =>
      soon(() => {
        const answer = recognition.address(address, T);
        return answer === undefined ? 'nobody' : answer;
      });

    it('knows a member by the token of this window and of those beside it', async () => {
      await put([anna, own(`token-key:${KEY}`)], [bob, own(`token-key:${OTHER_KEY}`)]);
      expect(await token(tokenAt(KEY, T))).toEqual({ subject: anna, device: 0 });
      expect(await token(tokenAt(OTHER_KEY, T))).toEqual({ subject: bob, device: 0 });
      expect(await token(tokenAt(KEY, T - TOKEN_WINDOW_MS))).toEqual({ subject: anna, device: 0 });
      expect(await token(tokenAt(KEY, T + TOKEN_WINDOW_MS))).toEqual({ subject: anna, device: 0 });
    });

    it('tells a token that is played back from one that nobody has', async () => {
      await put([anna, own(`token-key:${KEY}`)]);
      expect(await token(tokenAt(KEY, T - 3 * TOKEN_WINDOW_MS))).toEqual({ subject: anna, device: 0, stale: true });
      await token(tokenAt(KEY, T));
      expect(recognition.token(tokenAt(KEY, T + 3 * TOKEN_WINDOW_MS), T)).toBeUndefined();
      expect(recognition.token(tokenAt(OTHER_KEY, T), T)).toBeUndefined();
      expect(recognition.token('not a token', T)).toBeUndefined();
    });

    it('has the tokens of the next window when it begins', async () => {
      await put([anna, own(`token-key:${KEY}`)]);
      const later = T + TOKEN_WINDOW_MS;
      recognition.advance(later);
      expect(await token(tokenAt(KEY, later + TOKEN_WINDOW_MS), later)).toEqual({ subject: anna, device: 0 });
    });

    it('keeps the phones of a household apart', async () => {
      await put([
        anna,
        [
          { identifier: `token-key:${KEY}`, device: 0 },
          { identifier: `token-key:${OTHER_KEY}`, device: 1 },
        ],
      ]);
      expect(await token(tokenAt(OTHER_KEY, T))).toEqual({ subject: anna, device: 1 });
      expect(hex(recognition.tokenKey(anna, 1) ?? new Uint8Array())).toBe(OTHER_KEY);
      expect(recognition.tokenKey(anna, 2)).toBeUndefined();
    });

    it.each([
      ['as it is printed', IRK],
      ['with its bytes reversed', hex(Buffer.from(IRK, 'hex').reverse())],
    ])('resolves private addresses with a key %s', async (_title, irk) => {
      await put([anna, own(`irk:${irk}`)], [bob, own(`irk:${KEY}`)]);
      for (const address of ADDRESSES) expect(await resolved(address)).toEqual({ subject: anna, device: 0 });
      expect(await resolved('7081940dfbab')).toBe('nobody');
      expect(recognition.address('c081940dfbaa', T)).toBeUndefined();
    });

    it('still resolves the addresses of a member after a restart, with what it learned of the byte order', async () => {
      await put([anna, own(`irk:${hex(Buffer.from(IRK, 'hex').reverse())}`)]);
      for (const address of ADDRESSES) await resolved(address);
      await recognition.close();
      recognition = await subject.open();
      recognition.advance(T);
      expect(await resolved(ADDRESSES[0])).toEqual({ subject: anna, device: 0 });
    });

    it('looks again at an address that nobody had, once somebody comes who may have it', async () => {
      expect(await resolved(ADDRESSES[0])).toBe('nobody');
      await put([anna, own(`irk:${IRK}`)]);
      expect(await resolved(ADDRESSES[0])).toEqual({ subject: anna, device: 0 });
    });

    it('knows a tag by its ephemeral identifier, as its vectors say', async () => {
      // The tag was set 65,536 s ago, so its clock reads that now.
      await put([anna, own(`eid-key:${KEY}-10-${Math.floor(T / 1000) - 65_536}`)]);
      const ephemeral = (identifier: string, t: number) => soon(() => recognition.ephemeral(identifier, t));
      expect(await ephemeral('ec31ae4cb8abc2d8', T + 1000)).toEqual({ subject: anna, device: 0 });
      expect(await ephemeral('3439c83a6564bfdf', T + 1000)).toMatchObject({ subject: anna });
      expect(recognition.ephemeral('0000000000000000', T)).toBeUndefined();
      expect(recognition.ephemeral('nothing', T)).toBeUndefined();
    });

    it('tells an ephemeral identifier that is played back', async () => {
      await put([anna, own(`eid-key:${KEY}-10-${Math.floor(T / 1000) - 65_536 - 3000}`)]);
      expect(await soon(() => recognition.ephemeral('ec31ae4cb8abc2d8', T))).toEqual({ subject: anna, device: 0, stale: true });
    });

    it('counts its secrets, and has them still after a restart', async () => {
      await put([anna, own(`token-key:${KEY}`, `irk:${IRK}`, `eid-key:${KEY}-10-0`)], [bob, own(`token-key:${OTHER_KEY}`)]);
      expect(recognition.sizes()).toEqual({ tokenKeys: 2, irks: 1, eidKeys: 1 });
      await recognition.close();
      recognition = await subject.open();
      recognition.advance(T);
      expect(recognition.sizes()).toEqual({ tokenKeys: 2, irks: 1, eidKeys: 1 });
      expect(await token(tokenAt(OTHER_KEY, T))).toEqual({ subject: bob, device: 0 });
    });

    it('takes other secrets in place of those that a member had', async () => {
      await put([anna, own(`token-key:${KEY}`, `irk:${IRK}`)]);
      await token(tokenAt(KEY, T));
      await resolved(ADDRESSES[0]);
      await put([anna, own(`token-key:${OTHER_KEY}`)]);
      expect(await token(tokenAt(OTHER_KEY, T))).toEqual({ subject: anna, device: 0 });
      expect(recognition.token(tokenAt(KEY, T), T)).toBeUndefined();
      expect(await resolved(ADDRESSES[0])).toBe('nobody');
      await put([anna, []]);
      expect(recognition.token(tokenAt(OTHER_KEY, T), T)).toBeUndefined();
      expect(recognition.sizes()).toEqual({ tokenKeys: 0, irks: 0, eidKeys: 0 });
    });

    it('forgets a member at once and for ever, and no other', async () => {
      const ephemeral = `eid-key:${KEY}-10-${Math.floor(T / 1000) - 65_536}`;
      await put([anna, own(`token-key:${KEY}`, `irk:${IRK}`, ephemeral)], [bob, own(`token-key:${OTHER_KEY}`)]);
      await token(tokenAt(KEY, T));
      await resolved(ADDRESSES[0]);
      await soon(() => recognition.ephemeral('ec31ae4cb8abc2d8', T + 1000));
      await recognition.destroy(anna);
      await recognition.destroy(anna);
      expect(recognition.token(tokenAt(KEY, T), T)).toBeUndefined();
      expect(await resolved(ADDRESSES[0])).toBe('nobody');
      expect(recognition.ephemeral('ec31ae4cb8abc2d8', T + 1000)).toBeUndefined();
      expect(recognition.tokenKey(anna, 0)).toBeUndefined();
      expect(await token(tokenAt(OTHER_KEY, T))).toEqual({ subject: bob, device: 0 });
      await recognition.close();
      recognition = await subject.open();
      expect(recognition.sizes()).toEqual({ tokenKeys: 1, irks: 0, eidKeys: 0 });
    });

    it('opens again once the last of all is forgotten', async () => {
      await put([anna, own(`token-key:${KEY}`)]);
      await recognition.destroy(anna);
      await recognition.close();
      recognition = await subject.open();
      expect(recognition.sizes()).toEqual({ tokenKeys: 0, irks: 0, eidKeys: 0 });
      recognition.advance(T);
      await put([bob, own(`token-key:${OTHER_KEY}`)]);
      expect(await token(tokenAt(OTHER_KEY, T))).toEqual({ subject: bob, device: 0 });
    });

    it('keeps the order of calls that overlap', async () => {
      await Promise.all([put([anna, own(`token-key:${KEY}`)]), recognition.destroy(anna), put([bob, own(`token-key:${OTHER_KEY}`)])]);
      expect(await token(tokenAt(OTHER_KEY, T))).toEqual({ subject: bob, device: 0 });
      expect(recognition.token(tokenAt(KEY, T), T)).toBeUndefined();
    });

    it('keeps a secret once that is told twice, and none that it should not have any more', async () => {
      await put([anna, own(`token-key:${KEY}`, `token-key:${OTHER_KEY}`)]);
      await put([anna, own(`token-key:${KEY}`, `token-key:${KEY}`)]);
      expect(recognition.sizes()).toEqual({ tokenKeys: 1, irks: 0, eidKeys: 0 });
      await token(tokenAt(KEY, T));
      expect(recognition.token(tokenAt(OTHER_KEY, T), T)).toBeUndefined();
    });

    it('leaves out what is no secret', async () => {
      await put([anna, own('token-key:00000000000000000000000000000000', 'card:1234', 'token-key:short', `token-key:${KEY}`)]);
      expect(recognition.sizes()).toEqual({ tokenKeys: 1, irks: 0, eidKeys: 0 });
    });
  });
}
