import Type from 'typebox';
import { InstantText, SubjectId, ThingId } from '../scalars.ts';
import { factSchema } from './envelope.ts';

/** What a shop removed of somebody, by the place where it was. */
export const ErasureData = Type.Object({
  erasureId: ThingId,
  subject: SubjectId,
  requestedAt: InstantText,
  erasedAt: InstantText,
  removed: Type.Record(Type.String({ pattern: '^[a-z][a-z-]{0,39}$' }), Type.Integer({ minimum: 0 }), {
    description: 'how many of what: keys, records, facts, …',
  }),
});
export type ErasureData = Type.Static<typeof ErasureData>;

export const ErasureFact = factSchema(
  'erasure',
  'The shop has erased somebody. Told again by each shop that had anything of the subject.',
  ErasureData,
);

/** In the place of a fact of somebody who was erased: numbers must follow one another. */
export const Void = Type.Object({ at: InstantText });
export type Void = Type.Static<typeof Void>;

export const VoidFact = factSchema('void', 'Here stood a fact of somebody who was erased; only its number is left.', Void);
