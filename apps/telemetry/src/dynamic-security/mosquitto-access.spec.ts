import { describe, expect, it } from 'vitest';
import { limits } from '../telemetry-limits.js';
import type { Command, Outcome } from './dynamic-security.client.js';
import { MosquittoAccess } from './mosquitto-access.js';

const METER = '07000000017';
const busy = expect.objectContaining({ code: 'telemetry.broker_unavailable' }) as Error;

function accessWith(answerOf: (command: Command) => string | undefined, isListening = true) {
  const ran: Command[] = [];
  let nowMs = 0;
  const run = (commands: readonly Command[]): Promise<readonly Outcome[]> => {
    ran.push(...commands);
    return Promise.resolve(commands.map((command) => ({ command: command.command, error: answerOf(command) })));
  };
  const access = new MosquittoAccess({ run, close: () => undefined }, { isListening: () => isListening, now: () => nowMs });
  return { access, ran, pass: (ms: number) => (nowMs += ms) };
}
const names = (commands: readonly Command[]): readonly string[] => commands.map(({ command }) => command);

describe('MosquittoAccess', () => {
  it('makes what is new and sets what is there already', async () => {
    const { access, ran } = accessWith(({ command }) => (command === 'createRole' ? 'Role already exists' : undefined));

    await access.grant(METER, { password: 'secret', profile: undefined });

    expect(names(ran)).toEqual(['createRole', 'createClient', 'modifyRole']);
    expect(ran[1]).toMatchObject({ username: METER, clientid: METER, password: 'secret', roles: [{ rolename: `meter-${METER}` }] });
  });

  it('fails where the broker neither makes nor sets it, without telling the password', async () => {
    const { access } = accessWith(({ command }) => (command.endsWith('Client') ? 'Internal error' : undefined));

    await expect(access.grant(METER, { password: 'secret', profile: undefined })).rejects.toEqual(busy);
    await expect(access.grant(METER, { password: 'secret', profile: undefined })).rejects.not.toThrow(/secret/);
  });

  it('takes the absence of a client for its revocation, and no other error', async () => {
    await expect(accessWith(() => 'Client not found').access.revoke(METER)).resolves.toBeUndefined();
    await expect(accessWith(() => 'Internal error').access.revoke(METER)).rejects.toEqual(busy);
  });

  it('grants nothing while the service does not listen', async () => {
    const { access } = accessWith(() => undefined, false);

    await expect(access.inTurn(() => Promise.resolve())).rejects.toEqual(busy);
  });

  it('runs one change at a time and lets none wait for ever', async () => {
    const { access, pass } = accessWith(() => undefined);
    const order: string[] = [];
    let finish = (): void => undefined;
    const first = access.inTurn(async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      order.push('first');
    });
    const second = access.inTurn(() => Promise.resolve(order.push('second')));
    const third = second.then(() => access.inTurn(() => Promise.resolve(order.push('third'))));
    await Promise.resolve();

    finish();
    await third;
    expect(order).toEqual(['first', 'second', 'third']);

    const slow = access.inTurn(() => Promise.resolve(pass(limits.dynamicSecurity.turnTimeoutMs + 1)));
    const late = access.inTurn(() => Promise.resolve());
    await slow;
    await expect(late).rejects.toEqual(busy);
    await first;
  });

  it('refuses more changes than the queue holds', async () => {
    const { access } = accessWith(() => undefined);
    const queued = Array.from({ length: limits.dynamicSecurity.changesQueued }, () => access.inTurn(() => Promise.resolve()));

    await expect(access.inTurn(() => Promise.resolve())).rejects.toEqual(busy);
    await Promise.all(queued);
    await expect(access.inTurn(() => Promise.resolve('again'))).resolves.toBe('again');
  });
});
