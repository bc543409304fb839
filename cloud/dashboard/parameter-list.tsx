import type { Footfall } from '../../contract/http/hq-routes.ts';
import { hoursWords, PARAMETERS } from './parameter-words.ts';
import { readable, setDurationWords } from './words.ts';

/** What is counted, and the parameters as the shop had them when it counted. */
export function ParameterList({ footfall: { definition, parameters } }: { footfall: Footfall }) {
  return (
    <>
      {parameters ? (
        <dl class="parameters">
          {PARAMETERS.map(({ key, label, setting }) => (
            <div key={key}>
              <dt>
                {label} <code class="parameters__setting">{setting}</code>
              </dt>
              <dd>{setDurationWords(parameters[key])}</dd>
            </div>
          ))}
          <div>
            <dt>
              Opening hours <code class="parameters__setting">footfall.opensAt, closesAt</code>
            </dt>
            <dd>{hoursWords(parameters)}</dd>
          </div>
          <div>
            <dt>Tills</dt>
            <dd>{parameters.tills.length === 0 ? 'none' : parameters.tills.map(readable).join(', ')}</dd>
          </div>
          <div>
            <dt>Midnight, which ends every visit, is that of</dt>
            <dd>{parameters.timezone ?? 'UTC'}</dd>
          </div>
        </dl>
      ) : (
        <p class="quiet">The shop has not told its parameters yet: they come with its first 15 minutes.</p>
      )}
      <p class="definition">{definition}</p>
    </>
  );
}
