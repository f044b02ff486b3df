import { type DestinationStream, pino, type Logger } from 'pino';
import { redact, scrub } from './redact.js';
import { requestContext } from './request-context.js';

export type { Logger } from 'pino';

export interface LoggerOptions {
  readonly name: string;
  readonly level: string;
  /** Standard output unless given. */
  readonly destination?: DestinationStream;
}

/** The JSON logger of a process. Secrets are cut out by name and by shape, however deep they lie. */
export function createLogger({ name, level, destination }: LoggerOptions): Logger {
  const options = {
    name,
    level,
    base: { name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => redact(fields) as Record<string, unknown>,
    },
    // `formatters.log` has handled errors already; pino's own serializer would print all their properties.
    serializers: { err: (error: unknown) => redact(error) },
    hooks: {
      logMethod(this: Logger, args: Parameters<Logger['info']>, method: (...all: unknown[]) => void) {
        method.apply(
          this,
          args.map((arg: unknown) => (typeof arg === 'string' ? scrub(arg) : arg)),
        );
      },
    },
    mixin: () => {
      const context = requestContext();
      return context ? { requestId: context.requestId, traceId: context.traceparent.slice(3, 35) } : {};
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
