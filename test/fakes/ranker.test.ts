import { rankerContract } from '../contract/ranker.ts';
import { fakeRanker } from './ranker.ts';

rankerContract('the fake', async () => fakeRanker());
