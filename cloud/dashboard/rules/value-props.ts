/** What each input of a part of a rule is given. */
export interface ValueProps {
  readonly id: string;
  readonly value: unknown;
  /** What is wrong with it; its inputs are marked, and described by the text of that id. */
  readonly describedBy: string | undefined;
  readonly isWrong: boolean;
  onChange(value: unknown): void;
}
