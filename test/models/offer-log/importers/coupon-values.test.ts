import { describe, expect, it } from 'vitest';
import { couponValue } from '../../../../models/offer-log/importers/coupon-values.ts';

const coupon = (code: string) => couponValue(`511110000${code}`);

describe('what a coupon is worth by its number', () => {
  it.each([
    ['76', 1],
    ['50', 0.5],
    ['75', 0.75],
    ['05', 1.4],
    ['61', 10],
    ['99', 0.99],
  ])('value code %s is %d dollars off one piece', (code, value) => {
    expect(coupon(code)).toEqual({ kind: 'amount-off', value, minimumQuantity: 1 });
  });

  it.each([
    ['33', 1, 2],
    ['08', 3, 2],
    ['42', 1, 3],
    ['09', 2, 3],
    ['13', 1, 4],
  ])('value code %s is %d dollars off when %d pieces are bought', (code, value, minimumQuantity) => {
    expect(coupon(code)).toEqual({ kind: 'amount-off', value, minimumQuantity });
  });

  it('some codes give one piece free, beside those that are bought', () => {
    expect([coupon('01'), coupon('14'), coupon('02')]).toEqual([
      { kind: 'free-item', minimumQuantity: 1 },
      { kind: 'free-item', minimumQuantity: 2 },
      { kind: 'free-item', minimumQuantity: 5 },
    ]);
  });

  it('the value is left open where the cashier decides, and where the code is withdrawn', () => {
    expect([coupon('00'), coupon('17'), coupon('94')]).toEqual(Array.from({ length: 3 }, () => ({ kind: 'amount-off' })));
  });

  it('a coupon of the chain itself does not tell', () => {
    expect([couponValue('10000085207'), couponValue('51111')]).toEqual([{ kind: 'store' }, { kind: 'store' }]);
  });

  it('every code from 00 to 99 that is in force gives something', () => {
    const open = Array.from({ length: 100 }, (_, code) => String(code).padStart(2, '0')).filter(
      (code) => coupon(code).minimumQuantity === undefined,
    );
    expect(open).toEqual(['00', '17', '27', '94', '97']);
  });
});
