import type { BudgetRow, RuleRow } from '../../contract/http/rule-routes.ts';
import { ruleWords } from '../../contract/offers/rule-words.ts';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { Card } from './card.tsx';
import { Moment } from './moment.tsx';
import { TableFrame } from './table-frame.tsx';

const TYPE_WORDS: Readonly<Record<string, string>> = { rule: 'Rule', cap: 'Cap', campaign: 'Campaign', ranking: 'Ranking' };

interface RulesPageProps {
  readonly rules: readonly RuleRow[];
  readonly budgets: readonly BudgetRow[];
}

/** What the shop obeys, and what it may spend. It is changed by an import, of which account is kept. */
export function RulesPage({ rules, budgets }: RulesPageProps) {
  return (
    <div class="cards">
      <Card id="rules" title="Rules, caps and campaigns" note="Brought by “aislegate import rules”; of the shop alone, or of all.">
        {rules.length === 0 ? (
          <EmptyState title="No rules" text="Every offer is shown wherever and whenever it says itself, as often as the shop allows." />
        ) : (
          <RuleTable rules={rules} />
        )}
      </Card>
      <Card id="budgets" title="Budgets" note="A shop spends only what it was granted, so that shops that are cut off never overspend.">
        {budgets.length === 0 ? (
          <EmptyState title="Nothing granted" text="A shop asks for a part of a budget as soon as an offer of the campaign runs." />
        ) : (
          <BudgetTable budgets={budgets} />
        )}
      </Card>
    </div>
  );
}

function RuleTable({ rules }: { rules: readonly RuleRow[] }) {
  return (
    <TableFrame label="Rules, caps and campaigns">
      <table class="table table--wrapped">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Says</th>
            <th scope="col" class="table__wide">
              For
            </th>
            <th scope="col" class="table__wide">
              Since
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.map(({ scope, importedAt, record }) => (
            <tr key={`${scope} ${record.type} ${record.id}`}>
              <th scope="row">
                {'name' in record ? record.name : record.id}
                <span class="tag">{TYPE_WORDS[record.type]}</span>
              </th>
              <td>{ruleWords(record)}</td>
              <td class="table__wide">{scope === 'all' ? 'all shops' : scope}</td>
              <td class="table__wide">
                <Moment at={importedAt} withDay />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function BudgetTable({ budgets }: { budgets: readonly BudgetRow[] }) {
  return (
    <TableFrame label="Budgets">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Campaign</th>
            <th scope="col" class="table__number">
              Granted
            </th>
            <th scope="col" class="table__number">
              Spent
            </th>
            <th scope="col">Lease until</th>
          </tr>
        </thead>
        <tbody>
          {budgets.map(({ campaign, shop, granted, spent, until }) => (
            <tr key={`${campaign} ${shop}`}>
              <th scope="row">{campaign}</th>
              <td class="table__number">{granted}</td>
              <td class="table__number">{spent}</td>
              <td>
                <Moment at={until} withDay />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
