import { execFile } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const bin = path.resolve(import.meta.dirname, '../bin');

/** Asks one of the requirements in a process of its own, as the programs do before anything is built. */
async function ask(question: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const script = `import * as r from '${path.join(bin, 'requirements.mjs')}'; try { await r.${question}; console.log('fine'); } catch (error) { console.log(error.message); }`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { env: { PATH: process.env['PATH'], ...env } });
  return stdout.trim();
}

async function whileBusy<T>(use: (port: number) => Promise<T>): Promise<T> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

describe('before anything is installed or built', () => {
  it('Windows is told where it runs', async () => {
    expect(await ask(`requireSystem('win32')`)).toContain('WSL 2');
    expect(await ask(`requireSystem('darwin')`)).toBe('fine');
    expect(await ask(`requireSystem('linux')`)).toBe('fine');
  });

  it('a Node that is too old is named', async () => {
    expect(await ask(`requireNode('20.18.1')`)).toBe('Node 20.19 or newer is needed; this is 20.18.1');
    expect(await ask(`requireNode('20.19.0')`)).toBe('fine');
    expect(await ask(`requireNode('24.1.0')`)).toBe('fine');
  });

  it('a disk that is as good as full is named, also for a folder that is not there yet', async () => {
    expect(await ask(`requireDisk('/no/such/folder', 1e12)`)).toContain('MiB left; openprepay needs');
    expect(await ask(`requireDisk('/no/such/folder', 0)`)).toBe('fine');
  });

  it.each([
    ['OPENPREPAY_PORT', 'OPENPREPAY_MQTT_PORT'],
    ['OPENPREPAY_MQTT_PORT', 'OPENPREPAY_PORT'],
    ['OPENPREPAY_MQTTS_PORT', 'OPENPREPAY_PORT'],
    ['OPENPREPAY_HTTPS_PORT', 'OPENPREPAY_PORT'],
  ])('a busy %s is named', async (variable, other) => {
    await whileBusy(async (port) => {
      const said = await ask('requirePorts()', { OPENPREPAY_MQTT_PORT: '0', [variable]: String(port), [other]: '0' });
      expect(said).toBe(`port ${port} is busy: stop what listens there, or set ${variable} to another port`);
    });
  });

  it('npm start says it as its first word', async () => {
    await whileBusy(async (port) => {
      const env = { PATH: process.env['PATH'], OPENPREPAY_PORT: String(port), OPENPREPAY_MQTT_PORT: '0' };
      const failed = await run(process.execPath, [path.join(bin, 'start.mjs')], { env }).catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(`port ${port} is busy`) });
    });
  });
});
