import { connect } from 'node:net';
import { pause } from '@openprepay/pace/pause';
import { eventually } from '@openprepay/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotesController } from './example.module.js';
import { type Example, startExample } from './example-service.js';

let example: Example;
let clerk: Record<string, string>;

beforeAll(async () => {
  example = await startExample();
  clerk = { authorization: `Bearer ${await example.identity.tokenFor({ roles: ['clerk'], utility: 'north' })}` };
});
afterAll(() => example.stop());

describe('a stream that has a status and headers of its own', () => {
  it('is not read for whoever asks for its head', async () => {
    const head = await fetch(`${example.service.url}/v1/notes/export.csv`, { method: 'HEAD', headers: clerk });

    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(NotesController.linesRead).toBe(0);
  });

  it('is read no further once its reader is gone', async () => {
    const gone = new AbortController();
    const reading = await fetch(`${example.service.url}/v1/notes/export.csv`, { headers: clerk, signal: gone.signal });
    await reading.body!.getReader().read();
    gone.abort();

    await eventually(async () => {
      const read = NotesController.linesRead;
      await pause(300);
      expect(NotesController.linesRead).toBe(read);
    });
  });
});

describe('a client that breaks off', () => {
  it.each([
    ['held and parsed', '/v1/notes', 'application/json'],
    ['read as it comes', '/v1/notes/import', 'text/csv'],
  ])('in the middle of a body that is %s is nobody’s error', async (_how, path, type) => {
    const told = example.logs.length;
    const head = `POST ${path} HTTP/1.1\r\nhost: h\r\nauthorization: ${clerk['authorization']}\r\ncontent-type: ${type}\r\n`;
    const socket = connect(example.service.port, '127.0.0.1', () =>
      socket.write(`${head}content-length: 10\r\nexpect: 100-continue\r\n\r\n{"tex`),
    );
    // by then its head has been read
    await new Promise((resolve) => socket.once('data', resolve));

    socket.destroy();

    await eventually(() => expect(example.logs.slice(told).join('')).toContain('the client broke off'));
    const text = example.logs.slice(told).join('');
    for (const failed of ['request failed', 'a part is unavailable']) expect(text).not.toContain(failed);
  });
});
