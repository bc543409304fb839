import type { Place } from '../../contract/settings.ts';
import { verifyAuditLog } from '../../platform/audit/verify.ts';
import { headKeys, presentLogs } from '../audit/logs.ts';
import { type Finding, look, ok, wrong } from './finding.ts';

const HINT = 'keep a copy of the folder, then: aislegate audit verify';

/** Whether the account of who saw, changed or erased what is as it was written. */
export async function lookAtAudit(place: Pick<Place, 'data' | 'keys'>): Promise<Finding[]> {
  const keyOf = await headKeys(place);
  const findings: Finding[] = [];
  for (const { name, folder } of presentLogs(place.data)) {
    const what = name === 'edge' ? 'audit log, shop' : 'audit log, hq';
    try {
      const { records, broken, continued } = await verifyAuditLog({ folder, key: keyOf(name) });
      if (broken) findings.push(wrong(what, `broken at record ${broken.number}: ${broken.detail}`, HINT));
      else if (continued.length > 0) findings.push(look(what, `went on at record ${continued[0]?.number} although it was damaged`, HINT));
      else findings.push(ok(what, `${records} records, each as it was written`));
    } catch (error) {
      findings.push(wrong(what, error instanceof Error ? error.message : String(error), 'make it readable for whoever runs this'));
    }
  }
  return findings;
}
