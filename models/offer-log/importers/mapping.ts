import Type from 'typebox';
import { LOG_FILES, OFFER_LOG_ROWS } from '../rows.ts';

const Header = Type.String({ minLength: 1, maxLength: 200, description: 'a column as the first line of the file names it' });

/** Where the values of one of our columns come from. */
export const ColumnSource = Type.Union([
  Header,
  Type.Object(
    {
      column: Header,
      format: Type.Optional(
        Type.String({ minLength: 1, maxLength: 60, description: 'of a time: rfc3339, unix-s, unix-ms, or as in dd.MM.yyyy HH:mm' }),
      ),
      otherwise: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Number()], { description: 'where the cell is empty' })),
    },
    { additionalProperties: false },
  ),
  Type.Object({ columns: Type.Array(Header, { minItems: 1, maxItems: 5, description: 'joined by -' }) }, { additionalProperties: false }),
  Type.Object({ constant: Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Number()]) }, { additionalProperties: false }),
]);
export type ColumnSource = Type.Static<typeof ColumnSource>;

const FileMapping = (names: readonly string[]) =>
  Type.Object(
    {
      file: Type.String({ pattern: '^[^/\\\\]+\\.csv(?:\\.gz)?$', description: 'the name of a .csv or .csv.gz file in the folder' }),
      distinct: Type.Optional(Type.Boolean({ description: 'rows that say the same of the same offer or product again are left out' })),
      columns: Type.Object(Object.fromEntries(names.map((name) => [name, Type.Optional(ColumnSource)])), { additionalProperties: false }),
    },
    { additionalProperties: false },
  );

/** `mapping.json`: how the files of a retailer become an offer log. Our column on the left, theirs on the right. */
export const Mapping = Type.Object(
  {
    timeZone: Type.Optional(
      Type.String({ minLength: 1, maxLength: 60, description: 'of times without one, as in Europe/Zurich; UTC when absent' }),
    ),
    timeFormat: Type.Optional(
      Type.String({ minLength: 1, maxLength: 60, description: 'of all times that name no other; rfc3339 when absent' }),
    ),
    decimal: Type.Optional(Type.Enum([',', '.'], { description: 'what stands before the cents; . when absent' })),
    ...(Object.fromEntries(
      LOG_FILES.map((file) => [file, Type.Optional(FileMapping(Object.keys(OFFER_LOG_ROWS[file].properties)))]),
    ) as Record<(typeof LOG_FILES)[number], Type.TOptional<ReturnType<typeof FileMapping>>>),
  },
  { additionalProperties: false },
);

export interface TableMapping {
  readonly file: string;
  readonly distinct?: boolean;
  readonly columns: Readonly<Record<string, ColumnSource>>;
}
export type Mapping = Readonly<Partial<Record<(typeof LOG_FILES)[number], TableMapping>>> & {
  readonly timeZone?: string;
  readonly timeFormat?: string;
  readonly decimal?: ',' | '.';
};
