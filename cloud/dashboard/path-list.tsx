import type { Paths } from '../../contract/http/hq-routes.ts';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { counted, readable, shareWords } from './words.ts';

/** The ways that most visits took, the most frequent first. */
export function PathList({ paths: { paths, visits, smallestCell } }: { paths: Paths }) {
  if (paths.length === 0) {
    return (
      <EmptyState
        title={visits === 0 ? 'No ways yet' : 'Every way is its own'}
        text={visits === 0 ? 'A way is told when the visit ends.' : `No way was taken by ${smallestCell} visits or more.`}
      />
    );
  }
  const most = Math.max(...paths.map((path) => path.visits));
  return (
    <ol class="ways">
      {paths.map((path) => (
        <li key={path.zones.join(' ')} class="ways__way">
          <span class="ways__zones">
            {path.zones.map((zone, index) => (
              <span key={index} class="ways__zone">
                {readable(zone)}
              </span>
            ))}
          </span>
          <meter class="bar" min={0} max={most} value={path.visits} aria-label={counted(path.visits, 'visit')} />
          <span class="ways__visits">
            {counted(path.visits, 'visit')}, {shareWords(path.visits / Math.max(1, visits))}
          </span>
        </li>
      ))}
    </ol>
  );
}
