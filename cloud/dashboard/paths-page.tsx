import type { Footfall, Paths } from '../../contract/http/hq-routes.ts';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { Card } from './card.tsx';
import { PathList } from './path-list.tsx';
import { QueueTable } from './queue-table.tsx';
import { TransitionTable } from './transition-table.tsx';
import { counted, shareWords } from './words.ts';

/** How known visitors walk through the shop, and how long they wait at the tills. */
export function PathsPage({ footfall, paths }: { footfall: Footfall; paths: Paths }) {
  const { definition, visits, transitions, smallestCell, suppressedShare } = paths;
  const tooFew = `Only ways of ${smallestCell} visits or more are told, so that nobody is found in them: an empty field is nobody, or fewer.`;
  return (
    <div class="cards">
      <Card id="transitions" title="From zone to zone" note={`Of ${counted(visits, 'ended visit')}.`}>
        {transitions.length === 0 ? (
          <EmptyState
            title={visits === 0 ? 'No paths in this period' : 'Too few visits'}
            text={visits === 0 ? 'A path is told when the visit ends.' : tooFew}
          />
        ) : (
          <TransitionTable transitions={transitions} />
        )}
        <p class="definition">
          {definition} {tooFew} <strong>{shareWords(suppressedShare)} of all steps are not shown.</strong>
        </p>
      </Card>
      <Card id="paths" title="Most frequent ways">
        <PathList paths={paths} />
      </Card>
      <Card
        id="queues"
        title="Queues at the tills"
        note="Time in a zone of the tills up to the receipt; of a visit without one, its longest stay there."
      >
        <QueueTable footfall={footfall} />
      </Card>
    </div>
  );
}
