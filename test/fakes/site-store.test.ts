import { siteStoreContract } from '../contract/site-store.ts';
import { memorySiteStore } from './site-store.ts';

siteStoreContract('the fake', memorySiteStore);
