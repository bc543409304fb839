import { useEffect, useReducer } from 'preact/hooks';
import { StaffAlert, type StaffEvent } from '../../contract/messages.ts';
import { subjects } from '../../contract/subjects.ts';
import type { Channel, Link } from '../ui/connection.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { StatusPill, type Tone } from '../ui/status-pill.tsx';
import { useDevice } from '../ui/use-device.ts';
import { AlertCard } from './alert-card.tsx';
import { inOrder, openAlerts, ringing } from './open-alerts.ts';
import { SoundButton } from './sound-button.tsx';
import { useBell } from './use-bell.ts';

const STAFF: Channel<typeof StaffAlert> = {
  role: 'staff',
  incoming: StaffAlert,
  listenOn: ({ shop }) => subjects.staffAlert(shop.id),
  speakOn: ({ shop, id }) => subjects.staffEvent(shop.id, id),
};

const LINK_PILLS: Record<Link, { tone: Tone; words: string }> = {
  connecting: { tone: 'quiet', words: 'Connecting' },
  online: { tone: 'good', words: 'Online' },
  offline: { tone: 'bad', words: 'Offline' },
  unpaired: { tone: 'bad', words: 'Not paired' },
};

export function App() {
  const [open, dispatch] = useReducer(openAlerts, new Map());
  const { link, session, send } = useDevice<typeof StaffAlert, StaffEvent>(STAFF, (alert) => dispatch({ type: 'heard', alert }));
  const waiting = ringing(open);
  const latest = waiting.at(-1);
  const { sound, toggle } = useBell(waiting.length, latest?.alertId);

  useEffect(() => {
    document.title = waiting.length > 0 ? `(${waiting.length}) Pickup waiting · Aislegate staff` : 'Aislegate staff';
  }, [waiting.length]);

  const pill = LINK_PILLS[link];
  const ownName = session?.name ?? session?.id;
  return (
    <div class="staff" data-waiting={waiting.length > 0}>
      <PageHeader title={session?.shop.name ?? 'Pickups'} subtitle={ownName ?? 'Staff phone'}>
        <StatusPill tone={pill.tone}>{pill.words}</StatusPill>
      </PageHeader>
      <main class="staff__main">
        {link === 'offline' && (
          <Notice title="No connection to the shop" text="New pickups cannot ring here. Check the Wi-Fi; this page keeps trying." />
        )}
        {link === 'unpaired' && (
          <Notice
            title="This phone is not paired"
            text="Ask for a fresh link: whoever runs the shop's computer makes one with “aislegate links”."
          />
        )}
        <SoundButton sound={sound} onToggle={toggle} />
        <p class="visually-hidden" role="alert">
          {latest?.title}
        </p>
        {open.size === 0 ? (
          <EmptyState
            title="Nobody is waiting"
            text="When a customer with a ready order walks in, this phone rings and shows where they are."
          />
        ) : (
          <ul class="staff__alerts" aria-label="Pickups">
            {inOrder(open).map((alert) => (
              <AlertCard key={alert.alertId} alert={alert} ownName={ownName} send={send} dispatch={dispatch} />
            ))}
          </ul>
        )}
      </main>
    </div>
  );
}
