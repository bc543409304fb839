import type { RuleReply } from '../../../contract/http/rule-routes.ts';

export type Rejected = RuleReply['rejected'];

/** What the checks of every import say, as somebody says it who fills in a form. */
const PLAINLY: Readonly<Record<string, string>> = {
  'must be number': 'needs a number',
  'must be integer': 'needs a whole number',
  'must not have fewer than 1 items': 'needs at least one',
};

/** What is wrong with a field, or with what stands in it: `about.brands.1` is the second of the brands. */
export function reasonsFor(rejected: Rejected, path: string): readonly string[] {
  return rejected.flatMap(({ field, reason }) => {
    const plain = PLAINLY[reason] ?? reason;
    if (field === path) return [plain];
    if (!field.startsWith(`${path}.`)) return [];
    const within = field.slice(path.length + 1);
    return [`${/^\d+$/u.test(within) ? `the ${Number(within) + 1}. one` : within} ${plain}`];
  });
}
