import { Signal } from '@openprepay/pace/signal';
import { createLogger } from '../src/logger.js';
import { token } from '../src/provide.js';
import { repeating } from '../src/repeating.js';
import { LOGGER, ServiceParts } from '../src/service.js';
import { eventually } from '@openprepay/testing/eventually';
import { describe, expect, it } from 'vitest';

const NEVER_MS = 3_600_000;
const DUE = token<Signal>('due');

class Sweep {
  readonly rounds: string[] = [];
  work = 0;

  async execute(): Promise<number> {
    this.rounds.push('round');
    if (this.rounds.length === 1) throw new Error('not yet');
    return Math.max(0, this.work--);
  }
}

/** What the container does with the provider, given what it would inject. */
function announced(provider: ReturnType<typeof repeating>, given: ReadonlyMap<unknown, unknown>) {
  const parts = given.get(ServiceParts) as ServiceParts;
  void provider.useFactory(...provider.inject!.map((wanted) => given.get(wanted)));
  expect(parts.workers).toHaveLength(1);
  return parts.workers[0]!;
}

describe('repeating', () => {
  it('announces a worker that goes on after a round that failed, when it is woken, and for as long as there is work', async () => {
    const lines: string[] = [];
    const logger = createLogger({ name: 'test', level: 'warn', destination: { write: (line: string) => void lines.push(line) } });
    const [sweep, signal] = [new Sweep(), new Signal()];
    const provider = repeating([Sweep], { name: 'sweep', everyMs: NEVER_MS, signal: DUE }, (one) => one.execute());
    const worker = announced(
      provider,
      new Map<unknown, unknown>([
        [ServiceParts, new ServiceParts()],
        [LOGGER, logger],
        [DUE, signal],
        [Sweep, sweep],
      ]),
    );

    await worker.start();
    await eventually(() => expect(lines.join('')).toContain('not yet'));
    sweep.work = 2;
    signal.wake();
    await eventually(() => expect(sweep.rounds).toHaveLength(4));
    await worker.stop();

    expect(worker.name).toBe('sweep');
    expect(JSON.parse(lines[0]!)).toMatchObject({ task: 'sweep', msg: 'a round failed, the next one comes' });
  });

  it('needs no signal: then it comes round by the clock alone', async () => {
    const sweep = new Sweep();
    const given = new Map<unknown, unknown>([
      [ServiceParts, new ServiceParts()],
      [LOGGER, createLogger({ name: 'test', level: 'silent' })],
      [Sweep, sweep],
    ]);
    const worker = announced(
      repeating([Sweep], { name: 'sweep', everyMs: 1 }, (one) => one.execute()),
      given,
    );

    await worker.start();
    await eventually(() => expect(sweep.rounds.length).toBeGreaterThan(2));
    await worker.stop();
  });

  it('comes round as often as what it depends on says', async () => {
    const sweep = new Sweep();
    const PACE = token<{ readonly lateAfterMs: number }>('pace');
    const given = new Map<unknown, unknown>([
      [ServiceParts, new ServiceParts()],
      [LOGGER, createLogger({ name: 'test', level: 'silent' })],
      [Sweep, sweep],
      [PACE, { lateAfterMs: 1 }],
    ]);
    const everyMs = (_sweep: Sweep, { lateAfterMs }: { readonly lateAfterMs: number }): number => Math.min(NEVER_MS, lateAfterMs);
    const worker = announced(
      repeating([Sweep, PACE], { name: 'sweep', everyMs }, (one) => one.execute()),
      given,
    );

    await worker.start();
    await eventually(() => expect(sweep.rounds.length).toBeGreaterThan(2));
    await worker.stop();
  });
});
