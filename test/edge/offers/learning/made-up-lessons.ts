import { EFFECT_STARTS, EMBEDDING_SIZE } from '../../../../edge/offers/learning/embedding.ts';
import type { Lesson } from '../../../../edge/offers/learning/learning.ts';

export const DAY_MS = 86_400_000;
export const MONDAY = Date.UTC(2026, 5, 1);

/** An embedding of an offer of one kind that the model gives a chance of 1 in 10. */
export function embeddingOfKind(kind: number): Float32Array {
  const embedding = new Float32Array(EMBEDDING_SIZE);
  embedding[EFFECT_STARTS.level] = 1;
  embedding[EFFECT_STARTS.model] = Math.log(0.1 / 0.9);
  embedding[EFFECT_STARTS.kind + kind] = 1;
  return embedding;
}

export function madeUpLesson(number: number, changes: Partial<Lesson> = {}): Lesson {
  return {
    decisionId: number.toString(16).padStart(32, '0'),
    subject: `member-${number % 400}`,
    shownAt: MONDAY + number * 60_000,
    closesAt: MONDAY + number * 60_000 + DAY_MS,
    embedding: embeddingOfKind(number % 3),
    propensity: 0.9,
    ranker: 'model',
    model: 'm1',
    chance: 0.1,
    ...changes,
  };
}

/** Sealing that only the holder of the subject's key can undo, as far as a test cares. */
export const openSeal = {
  seal: (subject: string, context: string, fields: object): string => JSON.stringify({ subject, context, fields }),
  unseal: (subject: string, context: string, sealed: string): unknown => {
    const read = JSON.parse(sealed) as { subject: string; context: string; fields: unknown };
    return read.subject === subject && read.context === context ? read.fields : undefined;
  },
};
