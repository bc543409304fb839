import Type from 'typebox';
import { InstantText, Name, SubjectId } from '../scalars.ts';

/** CloudEvents 1.0 (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md) with our three extension attributes. */
const envelope = {
  specversion: Type.Literal('1.0'),
  id: Type.String({ maxLength: 140, description: '<shop>/<epoch>/<sequence>: unique for ever, the key that makes a fact count once' }),
  source: Type.String({ maxLength: 100, description: 'aislegate/<shop>' }),
  time: InstantText,
  datacontenttype: Type.Literal('application/json'),
  subject: Type.Optional(SubjectId),
  shop: Name,
  epoch: Type.String({
    pattern: '^[0-9a-f]{24}$',
    description: 'new at every start of the journal, so that a restored backup cannot reuse a number',
  }),
  sequence: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
};

/** The CloudEvents schema of one kind of fact. */
export function factSchema<const K extends string, D extends Type.TSchema>(kind: K, description: string, data: D) {
  return Type.Object(
    { ...envelope, type: Type.Literal(`aislegate.fact.${kind}` as const), data },
    { $id: `Fact.${kind}`, description, additionalProperties: false },
  );
}

export function factId(shop: string, epoch: string, sequence: number): string {
  return `${shop}/${epoch}/${sequence}`;
}
