import type { AddressType } from '../../../contract/decoder.ts';

/** What a random address is by its two top bits (Core 5.4, Vol 6 Part B §1.3.2): 11 static, 01 resolvable, 00 non-resolvable; 10 is reserved. */
export function randomAddressType(address: string): AddressType | undefined {
  switch (Number.parseInt(address.slice(0, 1), 16) >> 2) {
    case 0b11:
      return 'static';
    case 0b01:
      return 'resolvable';
    case 0b00:
      return 'non-resolvable';
    default:
      return undefined;
  }
}
