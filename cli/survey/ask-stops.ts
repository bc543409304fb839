import type { Place, Stop } from './stops.ts';

export interface Terminal {
  /** Undefined at the end of the input. */
  ask(question: string): Promise<string | undefined>;
  say(line: string): void;
  /** Resolves after so many seconds. */
  wait(seconds: number): Promise<void>;
  nowMs(): number;
}

const PLACE = /^\s*(?<x>-?\d+(?:\.\d+)?)[\s,;]+(?<y>-?\d+(?:\.\d+)?)\s*$/u;

/** Leads somebody with a tag from point to point: asks where they stand, and has them stay there for a while. An empty answer ends it. */
export async function askStops({ ask, say, wait, nowMs }: Terminal, seconds: number): Promise<readonly Stop[]> {
  const stops: Stop[] = [];
  for (;;) {
    const answer = await ask(`Point ${stops.length + 1}: stand there and say x y in m; nothing when you have done: `);
    if (answer === undefined || answer.trim() === '') return stops;
    const place = placeOf(answer);
    if (!place) {
      say('Two numbers, as in 4.5 12: metres from the corner where x and y of the site file begin.');
      continue;
    }
    say(`Stay for ${seconds} s, the tag at the height at which it is carried, and turn round slowly once.`);
    const fromMs = nowMs();
    await wait(seconds);
    stops.push({ fromMs, untilMs: nowMs(), from: place, to: place });
  }
}

function placeOf(answer: string): Place | undefined {
  const { x, y } = PLACE.exec(answer)?.groups ?? {};
  return x === undefined || y === undefined ? undefined : { x: Number(x), y: Number(y) };
}
