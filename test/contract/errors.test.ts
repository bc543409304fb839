import { expect, it } from 'vitest';
import { AislegateError, ERRORS, errorText, isErrorCode } from '../../contract/errors.ts';

it('tells what to do, with the particulars filled in', () => {
  const error = new AislegateError('CFG_PORT_IN_USE', { host: '127.0.0.1', port: 18_830, setting: '--mqtt-port' });
  expect(error.message).toBe('Port 18830 on 127.0.0.1 is in use. Stop what uses it, or move ours with --mqtt-port.');
  expect([error.code, error.context['port']]).toEqual(['CFG_PORT_IN_USE', 18_830]);
});

it('shows the name of a particular that is missing rather than nothing', () => {
  expect(errorText('CFG_FILE_MISSING')).toContain('{path}');
});

it('names codes by stage, and tells them from other words', () => {
  expect(
    Object.keys(ERRORS).filter(
      (code) => !/^(?:CFG|CLI|ING|IDN|OFR|DLV|RAD|JRN|HQ|API|WEB|REC|AUD|PRV|RET)_[A-Z_]+$|^INTERNAL$/u.test(code),
    ),
  ).toEqual([]);
  expect([isErrorCode('ING_MALFORMED'), isErrorCode('toString')]).toEqual([true, false]);
});
