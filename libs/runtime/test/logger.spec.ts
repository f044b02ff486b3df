import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../src/logger.js';

const PLANTED = 'pl4nted-v4lue';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  write(createLogger({ name: 'test', level: 'trace', destination }));
  return lines.join('');
}

describe('the logger', () => {
  it.each([
    'authorization',
    'password',
    'component',
    'token',
    'tokens',
    'accessToken',
    'access_token',
    'decoderKey',
    'Set-Cookie',
    'parameters',
  ])('cuts out what is called %s, at the top, deep down, in arrays and in child loggers', (name) => {
    const text = logged((logger) => {
      logger.info({ [name]: PLANTED }, 'top');
      logger.info({ a: { b: [{ [name]: [PLANTED] }] } }, 'deep');
      logger.child({ part: 'x' }).warn({ request: { headers: { [name]: PLANTED } } }, 'child');
    });

    expect(text).not.toContain(PLANTED);
    expect(text.trim().split('\n')).toHaveLength(3);
  });

  it.each([
    ['a JWT', 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl'],
    ['an STS token', '12345678901234567890'],
    ['an STS token in groups', '1234 5678 9012 3456 7890'],
    ['a 160-bit key in hex', '0123456789abcdef0123456789abcdef01234567'],
    ['a password in a URL', 'postgres://vending:hunter2@db/openprepay'],
    ['a bearer header', 'Bearer abc.def-ghi'],
  ])('cuts out %s wherever text holds it', (_name, secret) => {
    const core = secret.replace(/^(Bearer |postgres:\/\/vending:)/, '').replace(/@.*/, '');
    const text = logged((logger) => {
      logger.error({ err: new Error(`refused: ${secret}`, { cause: new Error(secret) }) }, `message ${secret}`);
      logger.info({ detail: { text: secret } }, 'fields');
    });

    expect(text).not.toContain(core);
  });

  it('takes no driver parameters from an error, and keeps its code, stack and cause', () => {
    const error = Object.assign(new Error('duplicate key', { cause: new Error('root') }), {
      code: '23505',
      parameters: [PLANTED],
      query: PLANTED,
    });
    const text = logged((logger) => logger.error({ err: error }, 'failed'));
    const line = JSON.parse(text) as {
      readonly err: { readonly code: string; readonly stack: string; readonly cause: { readonly message: string } };
    };

    expect(text).not.toContain(PLANTED);
    expect(line.err.code).toBe('23505');
    expect(line.err.stack).toContain('logger.spec');
    expect(line.err.cause.message).toBe('root');
  });

  it('survives what JSON does not: cycles, bigints, buffers, depth', () => {
    const cycle: Record<string, unknown> = { big: 1n, bytes: Buffer.from(PLANTED) };
    cycle['self'] = cycle;
    const text = logged((logger) => logger.info(cycle, 'odd'));

    expect(JSON.parse(text)).toMatchObject({ big: '1', bytes: '[13 bytes]' });
  });
});
