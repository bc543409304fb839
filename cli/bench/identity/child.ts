import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { programRoot } from '../../program-root.ts';

/** What a script of this bench answers, run as a process of its own: memory is only measured where nothing else was done before. */
export async function inChild<Answer>(name: string, args: readonly string[]): Promise<Answer> {
  const child = fork(join(programRoot(), 'dist', 'cli', 'bench', 'identity', `${name}.js`), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  let answer: Answer | undefined;
  child.on('message', (message) => {
    answer = message as Answer;
  });
  await ended;
  if (answer === undefined) throw new Error(`${name} ended without an answer`);
  return answer;
}
