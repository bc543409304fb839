import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IDENTIFIER_PATTERNS } from '../../contract/identifier.ts';
import {
  decodeMember,
  encodeMember,
  identifiersOf,
  memberIdOf,
  openMember,
  openMemberIdentity,
  sealMember,
} from '../../contract/member-codec.ts';
import { CHANNELS, type MemberFields, memberSealContext, PURPOSES } from '../../contract/records.ts';
import { seal, sealBytes, sealedText } from '../../contract/seal.ts';

const SUBJECT = 'a'.repeat(32);

const two = (most: number) => fc.integer({ min: 0, max: most }).map((n) => String(n).padStart(2, '0'));
const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/u);
const identifier = fc.oneof(
  ...Object.entries(IDENTIFIER_PATTERNS).map(([kind, body]) =>
    kind === 'name'
      ? fc.stringMatching(/^[ -~é]{1,120}$/u).map((text) => `name:${text}`)
      : fc.stringMatching(new RegExp(`^${body}$`, 'u')).map((text) => `${kind}:${text}`),
  ),
);
const realInstant = fc
  .date({ min: new Date('1960-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const instant = fc.oneof(
  realInstant,
  realInstant.map((text) => text.replace(/\.\d+Z$/u, 'Z')),
  fc.constantFrom('2026-02-31T10:00:00Z', '2026-01-01T00:00:00.123456789+05:30', '2026-01-01T00:00:00-00:00', '9999-12-31T23:59:59Z'),
);
const day = fc.tuple(fc.integer({ min: 1990, max: 2060 }), two(13), two(33)).map((parts) => parts.join('-'));
const count = fc.integer({ min: 0, max: 1e9 });
const amount = fc.oneof(
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  fc.integer({ min: -1e6, max: 1e6 }).map((cents) => cents / 100),
);

const member: fc.Arbitrary<MemberFields> = fc
  .tuple(
    fc.record({
      memberId: fc.string({ minLength: 1, maxLength: 64, unit: 'binary' }),
      identifiers: fc.array(identifier, { maxLength: 8 }),
      consents: fc.array(
        fc.record(
          { purpose: fc.constantFrom(...PURPOSES), givenAt: instant, expiresAt: instant, withdrawnAt: instant },
          { requiredKeys: ['purpose', 'givenAt'] },
        ),
        { maxLength: 8 },
      ),
    }),
    fc.record(
      {
        firstName: fc.string({ minLength: 1, maxLength: 40 }),
        devices: fc.array(fc.array(identifier, { minLength: 1, maxLength: 3 }), { maxLength: 3 }),
        language: fc.constantFrom('fr', 'de-CH', 'zh-Hant-TW'),
        channel: fc.constantFrom(...CHANNELS),
        shops: fc.array(name, { maxLength: 5 }),
        points: count,
        tier: name,
        vouchers: fc.array(
          fc.record(
            { id: name, kind: fc.constantFrom('voucher' as const, 'gift-card' as const), value: amount, endsOn: day },
            { requiredKeys: ['id', 'kind', 'value'] },
          ),
          { maxLength: 5 },
        ),
        purchases: fc.array(
          fc.record({ product: name, times: count, amount, lastOn: day }, { requiredKeys: ['product', 'times', 'lastOn'] }),
          { maxLength: 20 },
        ),
        offers: fc.array(
          fc.record({ offer: name, shown: count, redeemed: count, lastOn: day }, { requiredKeys: ['offer', 'shown', 'lastOn'] }),
          { maxLength: 20 },
        ),
        asOf: instant,
        segments: fc.array(name, { maxLength: 10 }),
        affinities: fc.dictionary(name, fc.double({ min: 0, max: 1, noNaN: true }), { maxKeys: 10 }),
        birthday: fc.constantFrom('01-01', '02-29', '12-31'),
        since: day,
      },
      { requiredKeys: [] },
    ),
  )
  .map(([needed, more]) => ({ ...needed, ...more }) as MemberFields);

it('gives back every field of a member as it was', () => {
  fc.assert(
    fc.property(member, (fields) => {
      const bytes = encodeMember(fields);
      expect(decodeMember(bytes)).toEqual(fields);
      expect(memberIdOf(bytes)).toBe(fields.memberId);
      expect(identifiersOf(bytes)).toEqual([fields.identifiers, ...(fields.devices ?? [])]);
    }),
    { numRuns: 300 },
  );
});

it('opens who it is and what is agreed to as the whole record has it, and nothing of what it cannot read', () => {
  const key = randomBytes(32);
  const sealed = (content: Uint8Array) => sealBytes(key, memberSealContext(SUBJECT), content, randomBytes(12));
  fc.assert(
    fc.property(member, (fields) => {
      const { memberId, firstName, identifiers, devices, consents } = fields;
      const identity = { memberId, identifiers, consents, ...(firstName !== undefined && { firstName }), ...(devices && { devices }) };
      expect(openMemberIdentity(key, SUBJECT, sealed(encodeMember(fields)))).toEqual(identity);
      expect(openMemberIdentity(key, SUBJECT, sealed(Buffer.from(JSON.stringify(fields))))).toMatchObject(identity);
      expect(openMemberIdentity(randomBytes(32), SUBJECT, sealed(encodeMember(fields)))).toBeUndefined();
      expect(openMemberIdentity(key, SUBJECT, sealed(Uint8Array.of(99, ...encodeMember(fields).subarray(1))))).toBeUndefined();
      expect(openMemberIdentity(key, SUBJECT, sealed(encodeMember(fields).subarray(0, 5)))).toBeUndefined();
    }),
  );
});

it('keeps a category that is called like something of the language', () => {
  const affinities = JSON.parse('{"__proto__":0.5,"constructor":0.25}') as Record<string, number>;
  const fields = decodeMember(encodeMember({ memberId: 'm', identifiers: [], consents: [], affinities }));
  expect(JSON.stringify(fields?.affinities)).toBe('{"__proto__":0.5,"constructor":0.25}');
});

/** A member as chains have them: three identifiers, five consents, 20 product lines, 10 offers. */
const usual: MemberFields = {
  memberId: '2910048815213',
  firstName: 'Ada',
  identifiers: ['card:2910048815213', `token-key:${'5b'.repeat(16)}`, `irk:${'c4'.repeat(16)}`],
  consents: PURPOSES.map((purpose) => ({ purpose, givenAt: '2026-03-01T10:15:00Z', expiresAt: '2028-03-01T10:15:00Z' })),
  language: 'fr',
  channel: 'screen',
  shops: ['lyon-1'],
  points: 1240,
  tier: 'gold',
  purchases: Array.from({ length: 20 }, (_, n) => ({
    product: `${1_000_000 + n * 48_611}`,
    times: 1 + (n % 7),
    amount: 3.49 * (1 + n),
    lastOn: `2026-0${1 + (n % 9)}-1${n % 10}`,
  })).map((line) => ({ ...line, amount: Math.round(line.amount * 100) / 100 })),
  offers: Array.from({ length: 10 }, (_, n) => ({ offer: `offer-${4100 + n * 37}`, shown: 1 + n, lastOn: `2026-10-0${n}` })),
  asOf: '2026-10-31T00:00:00Z',
  segments: ['families', 'organic'],
};

it('takes about a fifth of the room of the JSON for a member as chains have them', () => {
  const bytes = encodeMember(usual);
  expect(decodeMember(bytes)).toStrictEqual(usual);
  expect(bytes.length).toBeLessThan(550);
  expect(bytes.length).toBeLessThan(JSON.stringify(usual).length / 4);
});

it('refuses what is cut short, goes on after the end, or is of a version that it does not know', () => {
  const bytes = encodeMember(usual);
  for (let length = 0; length < bytes.length; length += 1) expect(decodeMember(bytes.subarray(0, length))).toBeUndefined();
  expect(decodeMember(Buffer.concat([bytes, Buffer.alloc(1)]))).toBeUndefined();
  expect(decodeMember(Uint8Array.of(2, ...bytes.subarray(1)))).toBeUndefined();
  // A field that this version does not know.
  expect(decodeMember(Uint8Array.of(1, 0xff, 0x7f, ...bytes.subarray(3)))).toBeUndefined();
});

it('never throws on bytes of any kind, nor gives fields that are none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const fields = decodeMember(Uint8Array.of(1, ...bytes));
      expect(fields === undefined || typeof fields.memberId === 'string').toBe(true);
      decodeMember(bytes);
    }),
    { numRuns: 2000 },
  );
});

it('opens what is sealed under the key of the member, as text or as bytes, and nothing else', () => {
  const key = randomBytes(32);
  const sealed = sealMember(key, SUBJECT, usual, randomBytes(12));
  expect(openMember(key, SUBJECT, sealed)).toStrictEqual(usual);
  expect(openMember(key, SUBJECT, sealedText(sealed))).toStrictEqual(usual);
  expect(openMember(randomBytes(32), SUBJECT, sealed)).toBeUndefined();
  expect(openMember(key, 'b'.repeat(32), sealed)).toBeUndefined();
  expect(openMember(key, SUBJECT, '2.abc')).toBeUndefined();
});

it('still opens the JSON that earlier releases sealed, checked as ever', () => {
  const key = randomBytes(32);
  const sealedJson = (fields: object) => seal(key, memberSealContext(SUBJECT), fields, randomBytes(12));
  expect(openMember(key, SUBJECT, sealedJson(usual))).toStrictEqual(usual);
  expect(openMember(key, SUBJECT, sealedJson({ memberId: 'x', identifiers: ['?'], consents: [] }))).toBeUndefined();
  expect(openMember(key, SUBJECT, sealedJson([]))).toBeUndefined();
});
