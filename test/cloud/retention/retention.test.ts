import { describe } from 'vitest';
import { retentionContract } from '../../contract/retention.ts';
import { HQ_DATABASES } from '../../support/hq-database.ts';

for (const { name, missing, open } of HQ_DATABASES) describe.skipIf(missing)(name, () => retentionContract(name, open));
