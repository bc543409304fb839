import { useEffect, useRef, useState } from 'preact/hooks';
import type { Static, TSchema } from 'typebox';
import type { DeviceSession } from '../../contract/http/edge-routes.ts';
import { type Channel, DeviceConnection, type Link, type OutgoingEvent } from './connection.ts';

export interface Device<Out extends OutgoingEvent> {
  link: Link;
  session: DeviceSession | undefined;
  send(event: Out): void;
}

/** The page's line to its shop. `channel` and `onMessage` are those of the first render. */
export function useDevice<In extends TSchema, Out extends OutgoingEvent>(
  channel: Channel<In>,
  onMessage: (message: Static<In>) => void,
): Device<Out> {
  const [link, setLink] = useState<Link>('connecting');
  const [session, setSession] = useState<DeviceSession>();
  const connection = useRef<DeviceConnection<In, Out>>(undefined);
  if (!connection.current) {
    connection.current = new DeviceConnection<In, Out>(channel, { onLink: setLink, onSession: setSession, onMessage });
  }
  const line = connection.current;
  useEffect(() => void line.run(), [line]);
  return { link, session, send: (event) => line.send(event) };
}
