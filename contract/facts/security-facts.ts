import Type from 'typebox';
import { InstantText, ThingId } from '../scalars.ts';
import { WAYS } from '../ways.ts';
import { factSchema } from './envelope.ts';

export const SECURITY_ACTIONS = [
  'recording-started',
  'recording-stopped',
  'recording-downloaded',
  'recording-opened',
  'recording-deleted',
  'identifier-replayed',
  'identifier-cloned',
  'report-forged',
] as const;
export type SecurityAction = (typeof SECURITY_ACTIONS)[number];

export const Actor = Type.String({
  pattern: '^[A-Za-z0-9_.@-]{1,64}$',
  description: 'who, as the command line said it: an account of the machine; `edge` where the edge did it by itself',
});

export const Security = Type.Object({
  action: Type.Enum(SECURITY_ACTIONS),
  at: InstantText,
  by: Actor,
  recordingId: Type.Optional(ThingId),
  way: Type.Optional(Type.Enum(WAYS, { description: 'by what somebody claimed to be recognised; never by which identifier' })),
  scanners: Type.Optional(Type.Array(Type.String({ maxLength: 120 }), { maxItems: 8, description: 'that heard it' })),
});
export type Security = Type.Static<typeof Security>;

export const SecurityFact = factSchema('security', 'Somebody did what has to be accounted for, such as recording raw input.', Security);
