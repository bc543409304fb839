import type { Bus } from '../../ports/bus.ts';

interface Subscription {
  readonly pattern: RegExp;
  readonly handler: (subject: string, payload: Uint8Array) => void;
}

/** NATS in memory, with its wildcards; it can be taken away. */
export class MemoryBus implements Bus {
  readonly published: { readonly subject: string; readonly message: unknown }[] = [];
  readonly #subscriptions = new Set<Subscription>();
  #connected = true;

  publish(subject: string, message: object): void {
    if (!this.#connected) return;
    this.published.push({ subject, message: structuredClone(message) });
    this.deliver(subject, new TextEncoder().encode(JSON.stringify(message)));
  }

  subscribe(subject: string, handler: (subject: string, payload: Uint8Array) => void): () => void {
    const tokens = subject
      .split('.')
      .map((token) => (token === '*' ? '[^.]+' : token === '>' ? '.+' : token.replaceAll(/[$()*+?[\\\]^{|}]/gu, '\\$&')));
    const subscription = { pattern: new RegExp(`^${tokens.join('\\.')}$`, 'u'), handler };
    this.#subscriptions.add(subscription);
    return () => this.#subscriptions.delete(subscription);
  }

  connected(): boolean {
    return this.#connected;
  }

  /** What a screen or a staff device sends; any bytes. */
  deliver(subject: string, payload: Uint8Array): void {
    if (!this.#connected) return;
    for (const { pattern, handler } of [...this.#subscriptions]) if (pattern.test(subject)) handler(subject, payload);
  }

  cut(): void {
    this.#connected = false;
  }

  restore(): void {
    this.#connected = true;
  }
}
