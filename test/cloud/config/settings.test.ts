import { expect, it } from 'vitest';
import { daysKept, parseHqSettings } from '../../../cloud/config/settings.ts';
import { RETENTION_DAYS } from '../../../cloud/retention/classes.ts';

const PLACE = { root: '/program', data: '/hq/data', keys: '/hq/data.keys' };

it('headquarters uses the embedded database and its own NATS server unless told otherwise', () => {
  const settings = parseHqSettings({ environment: {}, flags: {} }, PLACE);
  expect(settings.database).toEqual({});
  expect(settings.nats).toMatchObject({ url: 'nats://127.0.0.1:14223', credsFile: '/hq/data/secrets/hq-nats.creds' });
});

it('headquarters takes the address of a PostgreSQL from the environment, where its password is not on show', () => {
  const environment = { AISLEGATE_DATABASE_URL: 'postgres://aislegate@db.example/aislegate' };
  expect(parseHqSettings({ environment, flags: {} }, PLACE).database.url).toBe(environment.AISLEGATE_DATABASE_URL);
  const wrong = { AISLEGATE_DATABASE_URL: 'mysql://db.example' };
  expect(() => parseHqSettings({ environment: wrong, flags: {} }, PLACE)).toThrow('AISLEGATE_DATABASE_URL');
});

it('headquarters keeps each class of data for as long as the settings say, and as the documentation says where they do not', () => {
  expect(daysKept(parseHqSettings({ environment: {}, flags: {} }, PLACE))).toEqual(RETENTION_DAYS);
  const flags = { 'keep-visits-days': '30', 'keep-dead-letters-days': '7' };
  expect(daysKept(parseHqSettings({ environment: {}, flags }, PLACE))).toEqual({ ...RETENTION_DAYS, visits: 30, deadLetters: 7 });
  expect(() => parseHqSettings({ environment: {}, flags: { 'keep-visits-days': '0' } }, PLACE)).toThrow('--keep-visits-days');
});
