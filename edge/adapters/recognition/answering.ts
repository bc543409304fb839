import { addressParts } from '../../identity/recognition/rpa.ts';
import { viewOf } from '../../identity/recognition/secret-slots.ts';
import { TableMaker } from '../../identity/recognition/table-maker.ts';
import type { Answer, Request } from './messages.ts';

/** What the helping thread does with what it is asked. `image` are the slots in clear, in memory that both threads see. */
export function createAnswering(image: SharedArrayBuffer, answer: (message: Answer) => void): (request: Request) => void {
  let slotCount = 0;
  const maker = new TableMaker(
    () => viewOf({ image, slotCount: () => slotCount }),
    (bytes) => new SharedArrayBuffer(bytes),
  );

  function tellToken(window: number): void {
    answer({ kind: 'token-table', window, table: maker.token(window).buffer as SharedArrayBuffer });
  }

  function tellEid(period: number): void {
    answer({ kind: 'eid-table', period, table: maker.eid(period).buffer as SharedArrayBuffer });
  }

  return ({ question, slotCount: count }) => {
    slotCount = count;
    switch (question.kind) {
      case 'token-table':
        return tellToken(question.window);
      case 'eid-table':
        return tellEid(question.period);
      case 'address-keys':
        return maker.makeKeysReady();
      case 'retire':
        return maker.retire(question);
      case 'enter': {
        const { windows, periods } = maker.enter(question.slots, question.withAddresses);
        for (const window of windows) tellToken(window);
        for (const period of periods) tellEid(period);
        return answer({ kind: 'entered', id: question.id });
      }
      case 'resolve': {
        const { address, t, round } = question;
        const parts = addressParts(address);
        return answer({ kind: 'resolved', address, t, round, matches: parts ? maker.resolve(parts.prand, parts.hash) : [] });
      }
    }
  };
}
