/** How long each of many calls took, in µs: what one in a hundred exceeds. */
export function p99Us(calls: number, call: (number: number) => unknown): number {
  const took = new Float64Array(calls);
  for (let number = 0; number < calls; number += 1) {
    const started = process.hrtime.bigint();
    call(number);
    took[number] = Number(process.hrtime.bigint() - started) / 1000;
  }
  return took.sort()[Math.floor(calls * 0.99)] ?? Number.NaN;
}
