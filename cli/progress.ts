import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  at(done: number): void;
  end(): void;
}

export interface Countdown {
  at(seconds: number, messages: number): void;
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

/** A bar for something that takes a given time: what is left of it, and what came of it so far. */
export function countdown(what: string, seconds: number): Countdown {
  if (!process.stderr.isTTY) return SILENT;
  const format = `${what} {bar} {left} left | {messages} messages`;
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true, gracefulExit: false }, Presets.shades_classic);
  const left = (done: number): string => {
    const whole = Math.max(0, Math.ceil(seconds - done));
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
  };
  bar.start(seconds, 0, { left: left(0), messages: 0 });
  return { at: (done, messages) => bar.update(done, { left: left(done), messages }), end: () => bar.stop() };
}
