import type { Bench } from '../figure.ts';
import { decisions } from './decisions.ts';
import { scoring } from './scoring.ts';

/** What it costs to decide which offer is shown. */
export const benchOffers: Bench = async (say) => [...(await scoring(say)), ...(await decisions(say))];
