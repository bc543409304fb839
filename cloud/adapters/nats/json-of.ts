import type { Msg } from '@nats-io/transport-node';

/** What a message says; undefined where it is not JSON. */
export function jsonOf(message: Msg): unknown {
  try {
    return message.json<unknown>();
  } catch {
    return undefined;
  }
}
