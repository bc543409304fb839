import Type from 'typebox';
import { Campaign } from './budget.ts';
import { RankingRecord } from './ranking-record.ts';
import { Cap, Rule } from './rule.ts';

/** What headquarters decides and every shop obeys; keys end in `<type>-<id>`. */
export const ConfigRecord = Type.Union([Rule, Cap, Campaign, RankingRecord], { $id: 'ConfigRecord' });
export type ConfigRecord = Type.Static<typeof ConfigRecord>;
