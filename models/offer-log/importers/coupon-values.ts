/** What a coupon gives, as its number tells. */
export interface CouponValue {
  /** `store`: of the chain itself, worth unknown; `amount-off`: money off; `free-item`: one piece more than is paid for. */
  readonly kind: 'store' | 'amount-off' | 'free-item';
  /** Dollars. */
  readonly value?: number;
  readonly minimumQuantity?: number;
}

/** Cents off one piece, by value code: 03 to 99, in tens of codes. Codes that the table does not have, or that want more pieces, are left out. */
const CENTS_OFF_ONE: Readonly<Record<string, number>> = {
  ...{ '03': 110, '04': 135, '05': 140, '06': 160 },
  ...{ '10': 10, '11': 185, '12': 12, '15': 15, '18': 260 },
  ...{ '20': 20, '25': 25, '26': 285, '29': 29 },
  ...{ '30': 30, '35': 35, '39': 39 },
  ...{ '40': 40, '45': 45, '49': 49 },
  ...{ '50': 50, '55': 55, '59': 59 },
  ...{ '60': 60, '61': 1000, '62': 950, '63': 900, '64': 850, '65': 65, '66': 800, '67': 750, '68': 700, '69': 69 },
  ...{ '70': 70, '71': 650, '72': 600, '73': 550, '74': 500, '75': 75, '76': 100, '77': 125, '78': 150, '79': 79 },
  ...{ '80': 80, '81': 175, '82': 200, '83': 225, '84': 250, '85': 85, '86': 275, '87': 300, '88': 325, '89': 89 },
  ...{ '90': 90, '91': 350, '92': 375, '93': 400, '95': 95, '96': 450, '99': 99 },
};

/** Cents off so many pieces bought together, by value code. */
const CENTS_OFF_SEVERAL: Readonly<Record<string, readonly [pieces: number, cents: number]>> = {
  ...{ '53': [2, 10], '54': [2, 15], '56': [2, 20], '57': [2, 25], '58': [2, 30], '21': [2, 35], '22': [2, 40], '23': [2, 45] },
  ...{ '24': [2, 50], '28': [2, 55], '31': [2, 60], '98': [2, 65], '32': [2, 75], '33': [2, 100], '43': [2, 110], '34': [2, 125] },
  ...{ '44': [2, 135], '36': [2, 150], '46': [2, 160], '47': [2, 175], '48': [2, 185], '51': [2, 200], '08': [2, 300] },
  ...{ '37': [3, 25], '38': [3, 30], '41': [3, 50], '52': [3, 55], '42': [3, 100], '07': [3, 150], '09': [3, 200] },
  ...{ '13': [4, 100] },
};

/** Pieces taken home, of which one is free, by value code. */
const PIECES_WITH_ONE_FREE: Readonly<Record<string, number>> = { '01': 1, '14': 2, '16': 3, '19': 4, '02': 5 };

/**
 * What an American coupon is worth, by the eleven digits of its UPC-A number without the check digit. 5 as the first digit is a coupon of a
 * manufacturer, and the tenth and eleventh digits are its value code, by the table of the Joint Industry Coupon Committee as it stands since
 * July 2000 (layout and table: barcode-us.com/support_desk/coupon.htm). 00 leaves the value to the cashier. 1 as the first digit is how this
 * chain numbers its own coupons, whose worth their number does not tell.
 */
export function couponValue(upc: string): CouponValue {
  if (!/^5\d{10}$/u.test(upc)) return { kind: 'store' };
  const code = upc.slice(-2);
  const pieces = PIECES_WITH_ONE_FREE[code];
  if (pieces !== undefined) return { kind: 'free-item', minimumQuantity: pieces };
  const cents = CENTS_OFF_ONE[code];
  if (cents !== undefined) return { kind: 'amount-off', value: cents / 100, minimumQuantity: 1 };
  const several = CENTS_OFF_SEVERAL[code];
  return several === undefined ? { kind: 'amount-off' } : { kind: 'amount-off', value: several[1] / 100, minimumQuantity: several[0] };
}
