import { expect, it } from 'vitest';
import { DATABASE_LOCKS } from '../../../cloud/ports/database-locks.ts';

it('gives every piece of work that replicas must not do at once a lock of its own', () => {
  const numbers = Object.values(DATABASE_LOCKS);
  expect(new Set(numbers).size).toBe(numbers.length);
});
