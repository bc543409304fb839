import type { RegisterCommand } from '../command.ts';
import { register as decode } from './decode.ts';
import { register as edge } from './edge.ts';
import { register as hq } from './hq.ts';
import { register as replay } from './replay.ts';
import { register as simulate } from './simulate.ts';
import { register as trace } from './trace.ts';
import { register as up } from './up.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly RegisterCommand[] = [up, edge, hq, decode, trace, replay, simulate];
