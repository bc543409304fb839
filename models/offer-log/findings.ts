/** What is wrong with one cell of a file, or with a row of it, or with the file. */
export interface LogProblem {
  readonly file: string;
  /** 1 is the first below the header; 0 is the file as a whole. */
  readonly row: number;
  readonly column?: string;
  readonly reason: string;
}

/** What was found while a log was read. */
export interface LogFindings {
  /** The first thousand. */
  readonly problems: readonly LogProblem[];
  /** All rows that are wrong. */
  readonly problemCount: number;
  /** What is allowed and should be known: counted, not listed. */
  readonly notes: readonly string[];
}

/** Where a value stands. */
export interface RowPlace {
  readonly file: string;
  readonly row: number;
  /** How the file calls our columns, where it calls them otherwise. */
  readonly spelled?: Readonly<Record<string, string>>;
}

const MOST_LISTED = 1000;

/** Collects what is found; never quotes a cell, which may be somebody's number. */
export class Findings implements LogFindings {
  readonly problems: LogProblem[] = [];
  problemCount = 0;
  readonly #notes = new Map<string, number>();
  #lastRow = '';

  problem({ file, row, spelled }: RowPlace, ours: string | undefined, reason: string): void {
    const column = ours === undefined ? undefined : (spelled?.[ours] ?? ours);
    const key = `${file} ${row}`;
    if (key !== this.#lastRow || row === 0) this.problemCount += 1;
    this.#lastRow = key;
    if (this.problems.length < MOST_LISTED) this.problems.push({ file, row, ...(column === undefined ? {} : { column }), reason });
  }

  note(text: string): void {
    this.#notes.set(text, (this.#notes.get(text) ?? 0) + 1);
  }

  get notes(): string[] {
    return [...this.#notes].map(([text, count]) => (count === 1 ? text : `${text} (${count} times)`));
  }
}
