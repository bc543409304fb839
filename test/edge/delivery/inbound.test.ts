import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readScreenEvent, readStaffEvent } from '../../../edge/delivery/inbound.ts';

const screens = new Map([['screen-1', 'wine']]);
const devices = new Map([['phone-1', 'Phone']]);
const eventId = 'a'.repeat(32);
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

it('reads the event of a screen of the shop', () => {
  expect(readScreenEvent('aislegate.s.screen.screen-1.event', bytes({ eventId, type: 'shown', deliveryId: eventId }), screens)).toEqual({
    ok: true,
    from: 'screen-1',
    event: { eventId, type: 'shown', deliveryId: eventId },
  });
});

it('reads the event of a staff device of the shop', () => {
  expect(readStaffEvent('aislegate.s.staff.phone-1.event', bytes({ eventId, type: 'hello' }), devices)).toMatchObject({
    ok: true,
    from: 'phone-1',
  });
});

it.each([
  [
    'a screen that the shop does not have',
    readScreenEvent('aislegate.s.screen.screen-9.event', bytes({ eventId, type: 'hello' }), screens),
    'DLV_UNKNOWN_SCREEN',
  ],
  ['a subject that names no screen', readScreenEvent('aislegate.s.other', bytes({}), screens), 'DLV_UNKNOWN_SCREEN'],
  ['a device that the shop does not have', readStaffEvent('aislegate.s.staff.phone-9.event', bytes({}), devices), 'DLV_UNKNOWN_DEVICE'],
  [
    'an event of no known kind',
    readScreenEvent('aislegate.s.screen.screen-1.event', bytes({ eventId, type: 'danced' }), screens),
    'DLV_MALFORMED',
  ],
  [
    'an event that brings its own time',
    readScreenEvent('aislegate.s.screen.screen-1.event', bytes({ eventId, type: 'hello', at: 1 }), screens),
    'DLV_MALFORMED',
  ],
  ['rubbish', readScreenEvent('aislegate.s.screen.screen-1.event', Buffer.from('{'), screens), 'DLV_MALFORMED'],
  ['more than an event ever is', readScreenEvent('aislegate.s.screen.screen-1.event', new Uint8Array(5000), screens), 'DLV_MALFORMED'],
])('refuses %s', (_title, read, refused) => {
  expect(read).toEqual({ ok: false, refused });
});

it('never throws on what a screen may send', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.jsonValue().map(bytes)), (payload) => {
      const read = readScreenEvent('aislegate.s.screen.screen-1.event', payload, screens);
      return read.ok || read.refused === 'DLV_MALFORMED';
    }),
  );
});
