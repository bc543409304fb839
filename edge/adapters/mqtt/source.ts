import type { RawMessage } from '../../domain/message.ts';
import type { MessageSource } from '../../ports/message-source.ts';
import { BrokerConnection, type MqttSourceOptions } from './connection.ts';

/** Messages of the shop's MQTT broker, at most once each: sightings are radio, a lost one is followed by the next. */
export function createMqttSource(options: MqttSourceOptions): MessageSource {
  const { clock, telemetry, maxPayloadBytes } = options;
  let handle: (message: RawMessage) => void = () => {};
  const connection = new BrokerConnection(options, {
    name: 'sightings',
    session: false,
    prepare: (client) => {
      client.on('message', (topic, payload, { retain }) => {
        if (payload.length > maxPayloadBytes) telemetry.count('aislegate_refused_total', { source: 'mqtt', code: 'ING_TOO_LARGE' });
        else if (retain) handle({ rx: clock.nowMs(), source: 'mqtt', topic, payload, retained: true });
        else handle({ rx: clock.nowMs(), source: 'mqtt', topic, payload });
      });
    },
  });
  return {
    start: (handler) => {
      handle = handler;
      return connection.start();
    },
    connected: () => connection.connected(),
    close: () => connection.close(),
  };
}
