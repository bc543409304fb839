import Type, { type TSchema } from 'typebox';

/** Who may call: anyone; a paired browser; one that was paired by an editor link; the bearer of the admin token. Each may do what those before it may. */
export const ACCESS = ['open', 'session', 'editor', 'admin'] as const;
export type Access = (typeof ACCESS)[number];

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  readonly params?: TSchema;
  readonly query?: TSchema;
  /** A body that is not JSON is named by its media types. */
  readonly body?: { readonly types: readonly string[]; readonly schema: TSchema };
  readonly response: TSchema;
  readonly status?: number;
  /** Other statuses that answer with the same shape. */
  readonly alsoStatuses?: readonly number[];
  readonly produces?: string;
}

/** The media type of a body that is taken whatever its sender calls it. */
export const ANY_TYPE = '*/*';

/** A body as it came, unread. */
export const Bytes = Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' });

export const ErrorReply = Type.Object(
  { code: Type.String(), message: Type.String(), reference: Type.Optional(Type.String()) },
  { $id: 'ErrorReply', description: 'A code of docs/errors.md and what to do about it.' },
);

export function route<const R extends Route>(definition: R): R {
  return definition;
}
