import { describe, expect, it } from 'vitest';
import { identifierKind, isIdentifier } from '../../contract/identifier.ts';

describe('an identifier has one shape per kind', () => {
  it.each([
    'ibeacon:426c7565-4368-6172-6d42-6561636f6e73-3838-4949',
    'altbeacon:0118-00112233445566778899aabbccddeeff00112233',
    'eddystone-uid:00112233445566778899-aabbccddeeff',
    'eddystone-eid:0011223344556677',
    'eddystone-url:https://example.com/',
    'ble:dd8800003777',
    'rpa:5a8800003777',
    'nrpa:1a8800003777',
    'wifi:dd8800003777',
    'irk:00112233445566778899aabbccddeeff',
    'token:0011223344556677',
    'card:1234567890',
    'app:install-1',
    'name:apple:1005:9-12',
  ])('%s', (text) => {
    expect(isIdentifier(text)).toBe(true);
    expect(text.startsWith(`${identifierKind(text)}:`)).toBe(true);
  });
});

it.each(['', 'ble:', 'ble:DD8800003777', 'ble:dd:88:00:00:37:77', 'mac:dd8800003777', 'dd8800003777', `name:${'x'.repeat(300)}`])(
  'takes no other: %s',
  (text) => {
    expect(isIdentifier(text)).toBe(false);
  },
);
