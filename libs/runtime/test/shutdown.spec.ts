import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { Shutdown } from '../src/shutdown.js';

const silent = pino({ level: 'silent' });

describe('Shutdown', () => {
  it('stops requests, then workers, then messaging, then connections, whatever the order of the start', async () => {
    const stopped: string[] = [];
    const shutdown = new Shutdown(silent);
    const add = (stage: 'http' | 'workers' | 'messaging' | 'connections', name: string): void =>
      shutdown.add(stage, name, async () => void stopped.push(name));
    add('connections', 'database');
    add('messaging', 'messaging');
    add('workers', 'first worker');
    add('workers', 'second worker');
    add('http', 'http');

    expect(await shutdown.run()).toBe(true);
    expect(stopped).toEqual(['http', 'second worker', 'first worker', 'messaging', 'database']);
  });

  it('goes on after a part that fails, says so, and runs once however often it is asked', async () => {
    let times = 0;
    const shutdown = new Shutdown(silent);
    shutdown.add('connections', 'database', async () => void times++);
    shutdown.add('http', 'broken', () => Promise.reject(new Error('no')));

    expect(await Promise.all([shutdown.run(), shutdown.run()])).toEqual([false, false]);
    expect(times).toBe(1);
  });

  it('gives up at the deadline', async () => {
    const shutdown = new Shutdown(silent);
    shutdown.add('http', 'hangs', () => new Promise(() => undefined));

    expect(await shutdown.run(20)).toBe(false);
  });
});
