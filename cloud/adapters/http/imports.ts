import { hqRoutes, IMPORT_PART_BYTES } from '../../../contract/http/hq-routes.ts';
import type { Register } from '../../../platform/http/routes.ts';
import type { ImportSessions } from '../../distribution/import-sessions.ts';

/** Imports of members that come in parts. */
export function registerImports(register: Register, imports: ImportSessions): void {
  register(hqRoutes.beginImport, ({ query }) => imports.begin(query.shop));
  register(hqRoutes.addToImport, ({ params, body, mediaType }) => imports.add(params.id, params.part, { mediaType, text: body }), {
    bodyLimitBytes: IMPORT_PART_BYTES,
  });
  register(hqRoutes.commitImport, ({ params, by }) => imports.commit(params.id, by));
  register(hqRoutes.importState, ({ params }) => imports.state(params.id));
  register(hqRoutes.dropImport, ({ params }) => imports.drop(params.id));
}
