import { expect, it } from 'vitest';
import { writeWhole } from '../../platform/write-whole.ts';

it('goes on where a write took only a part, and tells why the disk takes no more', async () => {
  const disk = Buffer.alloc(12);
  let writes = 0;
  const file = {
    write: async (bytes: Uint8Array, from: number, length: number, at: number) => {
      if (++writes > 3) throw new Error('ENOSPC');
      const bytesWritten = Math.min(3, length);
      disk.set(bytes.subarray(from, from + bytesWritten), at);
      return { bytesWritten, buffer: bytes };
    },
  } as unknown as Parameters<typeof writeWhole>[0];
  await writeWhole(file, Buffer.from('vierzig'), 2);
  expect(disk.toString('latin1')).toBe('\0\0vierzig\0\0\0');
  await expect(writeWhole(file, Buffer.from('zwei'), 0)).rejects.toThrow('ENOSPC');
});
