import type { NatsConnection } from '@nats-io/transport-node';
import type { Bus } from '../../ports/bus.ts';

/** A connection that knows whether it stands; `connectNats` of the platform makes one. */
export interface Link {
  readonly connection: NatsConnection;
  connected(): boolean;
}

export function createBus({ link }: { readonly link: Link }): Bus {
  const { connection } = link;
  return {
    publish: (subject, message) => {
      // The client would keep it for the reconnection; an offer for a customer who left an hour ago must not be shown then.
      if (link.connected() && !connection.isClosed()) connection.publish(subject, JSON.stringify(message));
    },
    subscribe: (subject, handler) => {
      const subscription = connection.subscribe(subject, {
        callback: (error, message) => {
          if (!error) handler(message.subject, message.data);
        },
      });
      return () => subscription.unsubscribe();
    },
    connected: () => link.connected(),
  };
}
