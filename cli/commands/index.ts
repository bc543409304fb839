import type { RegisterCommand } from '../command.ts';
import { register as edge } from './edge.ts';
import { register as hq } from './hq.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly RegisterCommand[] = [edge, hq];
