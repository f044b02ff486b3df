import { NamedOutage } from '@openprepay/contracts/coded';
import { isKafkaOutage } from '@openprepay/messaging/kafka-failure';
import { TimeLimitExceeded } from '@openprepay/pace/time-limit';
import { isDatabaseOutage } from '@openprepay/persistence/outage';
import { databaseCause } from '@openprepay/persistence/unique-violation';
import { RequestError } from './problem.js';

/** SQLSTATEs of values that no column holds: the caller's doing, wherever a schema let them through. */
const UNSTORABLE = new Set(['22001', '22003', '22P02', '22021', '22P05', '22007', '22008']);
/** Conflicts that outlasted their retries, statements that ran out of time: worth another try later. */
const BUSY = new Set(['40001', '40P01', '55P03', '57014']);
const POOL_WAIT = /timeout exceeded when trying to connect|timeout expired/i;

/** Tells what the parts underneath mean for a caller: unavailable, or a value that cannot be; undefined is a bug. */
export function translateOutage(error: unknown): RequestError | undefined {
  if (!(error instanceof Error)) return undefined;
  const state = databaseCause(error)?.code ?? '';
  if (UNSTORABLE.has(state)) return new RequestError('request.invalid', 'a value is outside of what can be stored', { cause: error });
  if (error instanceof NamedOutage) return new RequestError('service.unavailable', error.message, { cause: error });
  if (isOutage(error, state))
    return new RequestError('service.unavailable', 'a part of the system is away; try again in a moment', { cause: error });
  return undefined;
}

const isOutage = (error: Error, state: string): boolean =>
  isDatabaseOutage(error) || BUSY.has(state) || isKafkaOutage(error) || POOL_WAIT.test(error.message) || error instanceof TimeLimitExceeded;
