import type { FactoryProvider } from '@nestjs/common';
import { RepeatingTask } from '@openprepay/pace/repeating-task';
import type { Signal } from '@openprepay/pace/signal';
import type { Logger } from 'pino';
import type { Token, Tokens } from './provide.js';
import { LOGGER, worker } from './service.js';

export interface Repetition<Args extends readonly unknown[]> {
  /** As the log names it. */
  readonly name: string;
  /** A number, or what the task's own dependencies say. */
  readonly everyMs: number | ((...deps: Args) => number);
  /** Rests grow up to this while rounds find nothing; a round that is woken, or finds work, brings them back. */
  readonly restLimitMs?: number;
  /** Rounds begin no closer to each other than this. */
  readonly leastMs?: number;
  /** Cuts a rest short. */
  readonly signal?: Token<Signal>;
}

/**
 * A provider that announces a task done now, when woken and every so often; it is done again at once while it answers that it found work.
 * A round that fails is logged, and the next one comes all the same.
 *
 * ```ts
 * repeating([SweepPresence], { name: 'presence', everyMs: 30_000 }, (sweep) => sweep.execute())
 * ```
 */
export const repeating = <const Args extends readonly unknown[]>(
  inject: readonly [...Tokens<Args>],
  { name, everyMs, signal: signalToken, ...pace }: Repetition<Args>,
  task: (...deps: Args) => Promise<number | void>,
): FactoryProvider => {
  const own = signalToken === undefined ? [LOGGER] : [LOGGER, signalToken];
  return worker([...own, ...inject] as never, (...given: unknown[]) => {
    const [logger, signal] = given.slice(0, own.length) as [Logger, Signal?];
    const deps = given.slice(own.length) as unknown as Args;
    return new RepeatingTask({
      name,
      everyMs: typeof everyMs === 'number' ? everyMs : everyMs(...deps),
      ...pace,
      task: () => task(...deps),
      onError: (error) => logger.warn({ err: error, task: name }, 'a round failed, the next one comes'),
      ...(signal === undefined ? {} : { signal }),
    });
  });
};
