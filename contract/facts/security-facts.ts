import Type from 'typebox';
import { InstantText, ThingId } from '../scalars.ts';
import { factSchema } from './envelope.ts';

export const SECURITY_ACTIONS = [
  'recording-started',
  'recording-stopped',
  'recording-downloaded',
  'recording-opened',
  'recording-deleted',
] as const;
export type SecurityAction = (typeof SECURITY_ACTIONS)[number];

export const Actor = Type.String({
  pattern: '^[A-Za-z0-9_.@-]{1,64}$',
  description: 'who, as the command line said it: an account of the machine; `edge` where the edge did it by itself',
});

export const Security = Type.Object({
  action: Type.Enum(SECURITY_ACTIONS),
  at: InstantText,
  recordingId: ThingId,
  by: Actor,
});
export type Security = Type.Static<typeof Security>;

export const SecurityFact = factSchema('security', 'Somebody did what has to be accounted for, such as recording raw input.', Security);
