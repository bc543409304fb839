import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  at(done: number): void;
  end(): void;
}

const SILENT: Progress = { at: () => {}, end: () => {} };

/** A bar on stderr for a person who waits; nothing where stderr is a file or a program. */
export function progress(what: string, total: number): Progress {
  if (!process.stderr.isTTY) return SILENT;
  const format = `${what} {bar} {percentage} % | {value}/{total} | {eta_formatted} left`;
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true, gracefulExit: false }, Presets.shades_classic);
  bar.start(total, 0);
  return { at: (done) => bar.update(done), end: () => bar.stop() };
}
