import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';

const LOOPBACK = '127.0.0.1';
/** Below are the ports of well-known services, which somebody may start at any time. */
const LOWEST = 15_000;
const HIGHEST = 65_535;
/** Linux's own range, where the system does not say which one it has. */
const USUAL_RANGE = '32768 60999';
const MAX_TRIES = 1_000;

/** A free port, for a server that has to be told one: see `freePorts`. */
export async function freePort(host = LOOPBACK): Promise<number> {
  const [port] = await freePorts(1, host);
  return port!;
}

/**
 * Free ports, all different, for servers that have to be told theirs before they start, or come back to it after they died. The system
 * gives none of them to a connection or to a server that asks for any port, so in the time between nobody has one by accident.
 *
 * @throws {Error} where there are none
 */
export async function freePorts(count: number, host = LOOPBACK): Promise<readonly number[]> {
  const held = new Map<number, Server>();
  try {
    for (let tries = 0; held.size < count; tries++) {
      if (tries === MAX_TRIES + count) throw new Error(`no free port was found on ${host}`);
      const port = anyPort();
      const server = held.has(port) ? undefined : await listening(port, host);
      if (server) held.set(port, server);
    }
    return [...held.keys()];
  } finally {
    await Promise.all([...held.values()].map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

/** One that the system does not hand out by itself. */
function anyPort(): number {
  const [first = HIGHEST, last = HIGHEST] = systemRange().trim().split(/\s+/).map(Number);
  const below = Math.max(0, first - LOWEST);
  const above = Math.max(0, HIGHEST - last);
  // A system that hands out all ports leaves no better choice.
  if (below + above === 0) return randomInt(LOWEST, HIGHEST + 1);
  const place = randomInt(below + above);
  return place < below ? LOWEST + place : last + 1 + place - below;
}

function systemRange(): string {
  try {
    return readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8');
  } catch {
    return USUAL_RANGE;
  }
}

/** Undefined where somebody listens there. */
function listening(port: number, host: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(port, host, () => resolve(server));
  });
}
