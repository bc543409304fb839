import type { ModelCard } from '../network/card.ts';
import type { Evaluation } from './evaluation.ts';

const DIGITS = 5;

/** What a card tells of an evaluation: figures that a person reads, so not all of their digits. */
export function validationOf({ protocol, compared }: Evaluation): NonNullable<ModelCard['validation']> {
  const { intervals, ...figures } = compared;
  return rounded({ protocol, figures, intervals });
}

function rounded<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (_name, part: unknown) => (typeof part === 'number' ? Number(part.toFixed(DIGITS)) : part))) as T;
}
