import type { RegisterCommand } from '../command.ts';
import { register as audit } from './audit.ts';
import { register as bench } from './bench.ts';
import { register as credentials } from './credentials.ts';
import { register as decode } from './decode.ts';
import { register as doctor } from './doctor.ts';
import { register as edge } from './edge.ts';
import { register as hq } from './hq.ts';
import { register as importRows } from './import.ts';
import { register as init } from './init.ts';
import { register as links } from './links.ts';
import { register as members } from './members.ts';
import { register as offers } from './offers.ts';
import { register as presence } from './presence.ts';
import { register as privacy } from './privacy.ts';
import { register as record } from './record.ts';
import { register as replay } from './replay.ts';
import { register as simulate } from './simulate.ts';
import { register as survey } from './survey.ts';
import { register as token } from './token.ts';
import { register as trace } from './trace.ts';
import { register as up } from './up.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly RegisterCommand[] = [
  up,
  edge,
  hq,
  init,
  doctor,
  importRows,
  links,
  credentials,
  members,
  privacy,
  audit,
  decode,
  token,
  record,
  trace,
  replay,
  survey,
  presence,
  offers,
  simulate,
  bench,
];
