import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** Nest's own words in our log; what it says at start is for debugging only. */
export const nestLogger = (logger: Logger): LoggerService => ({
  log: (message: unknown, ...rest: unknown[]) => logger.debug({ nest: rest.at(-1) }, String(message)),
  debug: (message: unknown, ...rest: unknown[]) => logger.trace({ nest: rest.at(-1) }, String(message)),
  verbose: (message: unknown, ...rest: unknown[]) => logger.trace({ nest: rest.at(-1) }, String(message)),
  warn: (message: unknown, ...rest: unknown[]) => logger.warn({ nest: rest.at(-1) }, String(message)),
  error: (message: unknown, ...rest: unknown[]) =>
    message instanceof Error ? logger.error({ err: message }, 'nest') : logger.error({ nest: rest.at(-1) }, String(message)),
  fatal: (message: unknown, ...rest: unknown[]) => logger.fatal({ nest: rest.at(-1) }, String(message)),
});
