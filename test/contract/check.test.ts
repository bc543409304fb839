import Type from 'typebox';
import { expect, it } from 'vitest';
import { checker } from '../../contract/check.ts';

const check = checker(Type.Object({ member: Type.Object({ card: Type.String({ pattern: '^[0-9]+$' }) }) }));

it('passes what fits and says where it does not, without quoting what may be personal', () => {
  expect(check({ member: { card: '123' } })).toEqual({ ok: true, value: { member: { card: '123' } } });
  const wrong = check({ member: { card: 'secret-4711' } });
  expect(wrong).toMatchObject({ ok: false });
  expect(JSON.stringify(wrong)).toContain('/member/card');
  expect(JSON.stringify(wrong)).not.toContain('secret');
});
