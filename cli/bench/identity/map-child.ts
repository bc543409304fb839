import { anonymousMb } from './anonymous-memory.ts';

/** What the same number of ids and keys takes in a `Map`, MB. */
const [members] = process.argv.slice(2);
const before = anonymousMb();
const keys = new Map(
  Array.from({ length: Number(members) }, (_, number) => [number.toString(16).padStart(32, '0'), Buffer.alloc(32, number & 0xff)]),
);
const mb = anonymousMb() - before;
process.send?.(keys.size > 0 ? mb : Number.NaN);
process.disconnect?.();
