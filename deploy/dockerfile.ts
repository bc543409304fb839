import { readFileSync } from 'node:fs';

export interface Instruction {
  readonly name: string;
  /** What follows the name and its flags. */
  readonly text: string;
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
}

export interface Stage {
  readonly name: string;
  readonly from: string;
  readonly instructions: Instruction[];
}

const KNOWN = new Set(['ENV', 'WORKDIR', 'COPY', 'RUN', 'USER', 'VOLUME', 'EXPOSE', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD']);

/** Reads the part of the Dockerfile language that our Dockerfile uses, and refuses the rest, so that nothing in it goes unchecked. */
export function readDockerfile(path: string): readonly Stage[] {
  const stages: Stage[] = [];
  for (const line of logicalLines(readFileSync(path, 'utf8'))) {
    const instruction = readInstruction(line);
    if (instruction.name === 'FROM') {
      const [from = '', as, name = ''] = instruction.words;
      if (as !== 'AS' || name === '') throw new Error(`a stage without a name: ${line}`);
      stages.push({ name, from, instructions: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (!stage || !KNOWN.has(instruction.name)) throw new Error(`not understood: ${line}`);
    stage.instructions.push(instruction);
  }
  return stages;
}

function logicalLines(text: string): string[] {
  const joined = text.replace(/\\\n\s*/gu, '').split('\n');
  return joined.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

function readInstruction(line: string): Instruction {
  const [name = '', ...words] = line.split(/\s+/u);
  const flags: Record<string, string> = {};
  while (words[0]?.startsWith('--')) {
    const [flag = '', value = ''] = (words.shift() ?? '').slice(2).split('=');
    flags[flag] = value;
  }
  const text = words.length === 0 ? '' : line.slice(line.indexOf(` ${words.join(' ')}`) + 1);
  return { name: name.toUpperCase(), text, words, flags };
}
