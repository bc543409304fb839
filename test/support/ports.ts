import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Above those of well-known services. */
const LOWEST = 10_000;
/** Below those that the system itself gives to connections and to whoever listens on port 0, where it does not say which these are. */
const USUAL_END = 32_768;

const given = new Set<number>();

/**
 * Ports of the loopback that nobody listens on now, each given once. They are none that the system gives to others by itself: between this
 * answer and the start of a server, or while a server is away, another test's connection would take one of those now and then.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = randomInt(LOWEST, endOfOurs());
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    ports.push(port);
  }
  return ports;
}

function endOfOurs(): number {
  try {
    const [first] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/u);
    const end = Number(first);
    return end > 2 * LOWEST ? end : USUAL_END;
  } catch {
    return USUAL_END;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
