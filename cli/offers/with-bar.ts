import type { Progress } from '../progress.ts';

/** Long work with a bar that shows how far it is. */
export async function withBar<T>(what: string, work: (onProgress: (done: number, total: number) => void) => Promise<T>): Promise<T> {
  const { progress } = await import('../progress.ts');
  let bar: Progress | undefined;
  try {
    return await work((done, total) => {
      bar ??= progress(what, Math.max(1, total));
      bar.at(done);
    });
  } finally {
    bar?.end();
  }
}
