import { modelRoutes } from '../../../contract/http/model-routes.ts';
import { ALL_SHOPS } from '../../../contract/subjects.ts';
import type { Register } from '../../../platform/http/routes.ts';
import type { Models } from '../../models/publish.ts';
import type { AuditLog } from '../../ports/audit-log.ts';

/** A chain of 100,000 products needs about 12 MB. */
const FIGURES_BYTES = 67_108_864;
const MODEL_BYTES = 1_048_576;

/** What orders the offers of the shops: publishing it, and going back. */
export function registerModels(register: Register, models: Models, audit: AuditLog): void {
  register(modelRoutes.models, async () => ({ rows: await models.list() }));
  register(
    modelRoutes.publishModel,
    async ({ query, body, by }) => {
      const model = await models.publish(typeof body === 'string' ? body : JSON.stringify(body), { scope: query.shop ?? ALL_SHOPS, by });
      await audit.append({ action: 'model-published', by, what: 'model', ...(query.shop !== undefined && { place: query.shop }) });
      return model;
    },
    { bodyLimitBytes: MODEL_BYTES },
  );
  register(modelRoutes.previousModel, async ({ query, by }) => {
    const model = await models.goBack({ scope: query.shop ?? ALL_SHOPS, by });
    await audit.append({ action: 'model-rolled-back', by, ...(query.shop !== undefined && { place: query.shop }) });
    return model;
  });
  register(
    modelRoutes.publishFigures,
    async ({ query, body, by }) => {
      const told = await models.publishFigures(body, { scope: query.shop ?? ALL_SHOPS, by });
      await audit.append({ action: 'model-published', by, what: 'figures', counts: { parts: told.parts } });
      return told;
    },
    { bodyLimitBytes: FIGURES_BYTES },
  );
}
