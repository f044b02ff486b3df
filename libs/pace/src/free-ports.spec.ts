import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { freePort, freePorts } from './free-ports.js';

const servers: Server[] = [];
afterAll(() => servers.forEach((server) => server.close()));

async function listen(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('free ports', () => {
  it('are never the same twice, however many are asked for at a time', async () => {
    const ports = (await Promise.all(Array.from({ length: 20 }, () => freePorts(20)))).flatMap((some) => {
      expect(new Set(some).size).toBe(20);
      return some;
    });

    for (const port of new Set(ports)) expect(await listen(port)).toBe(port);
  });

  it('are none that somebody listens on', async () => {
    const taken = await listen(0);

    expect(await freePorts(100)).not.toContain(taken);
  });

  it('are not handed out by the system to whoever asks for any port, however many do', async () => {
    const told = await freePort();
    const given = await Promise.all(Array.from({ length: 300 }, () => listen(0)));

    expect(given).not.toContain(told);
    expect(told < Math.min(...given) || told > Math.max(...given)).toBe(true);
    expect(await listen(told)).toBe(told);
  });
});
