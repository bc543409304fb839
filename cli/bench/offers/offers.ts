import type { Bench } from '../figure.ts';
import { decisions } from './decisions.ts';
import { scoring } from './scoring.ts';

/** What it costs to decide which offer is shown. */
export const benchOffers: Bench = async (say) => {
  // Before TensorFlow.js is loaded: the process of a shop never holds it, and the garbage collector would walk it while members wait.
  const decided = await decisions(say);
  return [...(await scoring(say)), ...decided];
};
