import { useLayoutEffect, useReducer } from 'preact/hooks';
import { type ScreenEvent, ShowMessage } from '../../contract/messages.ts';
import { subjects } from '../../contract/subjects.ts';
import type { Channel, Link } from '../ui/connection.ts';
import { useDevice } from '../ui/use-device.ts';
import { departmentHues } from './department.ts';
import { Offer } from './offer.tsx';
import { NOTHING_SHOWN, playback } from './playback.ts';
import { Refusal } from './refusal.tsx';
import { Welcome } from './welcome.tsx';

const SCREEN: Channel<typeof ShowMessage> = {
  role: 'screen',
  incoming: ShowMessage,
  listenOn: ({ shop, id }) => subjects.screenShow(shop.id, id),
  speakOn: ({ shop, id }) => subjects.screenEvent(shop.id, id),
};

/** Small print for the people who keep the shop running; shoppers see the last content. */
const LINK_WORDS: Record<Exclude<Link, 'online'>, string> = {
  connecting: 'Connecting…',
  offline: 'Offline, reconnecting…',
  unpaired: 'Not paired: open a fresh link for this screen',
};

export function App() {
  const [{ showing, refused }, dispatch] = useReducer(playback, NOTHING_SHOWN);
  const { link, session, send } = useDevice<typeof ShowMessage, ScreenEvent>(SCREEN, (message) => dispatch({ type: 'show', message }));
  const zone = showing?.message.zone ?? session?.zone;

  const zoneId = zone?.id ?? '';
  const zoneName = zone?.name;

  useLayoutEffect(() => {
    const { ground, accent } = departmentHues(zoneId);
    document.documentElement.style.setProperty('--hue', String(ground));
    document.documentElement.style.setProperty('--accent-hue', String(accent));
    document.title = zoneName ? `${zoneName} · Aislegate screen` : 'Aislegate screen';
  }, [zoneId, zoneName]);

  return (
    <main class="stage" data-link={link}>
      <Welcome shop={session?.shop.name ?? ''} zone={session?.zone?.name} behind={showing !== undefined && !showing.leaving} />
      {showing && <Offer key={showing.message.deliveryId} showing={showing} send={send} dispatch={dispatch} />}
      {refused && <Refusal key={refused.deliveryId} refused={refused} send={send} dispatch={dispatch} />}
      {link !== 'online' && (
        <p class="link-note" role="status">
          {LINK_WORDS[link]}
        </p>
      )}
    </main>
  );
}
