import type { BudgetRow, RuleRow } from '../../contract/http/rule-routes.ts';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { Card } from './card.tsx';
import { Moment } from './moment.tsx';
import { RuleCard } from './rules/rule-card.tsx';
import { TableFrame } from './table-frame.tsx';

interface RulesPageProps {
  readonly rules: readonly RuleRow[];
  readonly budgets: readonly BudgetRow[];
  readonly mayEdit: boolean;
  readonly shop: string;
  onChanged(): void;
}

/** What the shop obeys, and what it may spend. It is changed here or by an import, and account is kept of both. */
export function RulesPage({ rules, budgets, mayEdit, shop, onChanged }: RulesPageProps) {
  return (
    <div class="cards">
      <RuleCard rules={rules} mayEdit={mayEdit} shop={shop} onChanged={onChanged} />
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
