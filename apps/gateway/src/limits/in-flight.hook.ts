import { gatewayApi } from '@openprepay/contracts/http/gateway';
import type { FastifyInstance } from 'fastify';
import { GatewayError } from '../gateway-error.js';
import '../sessions/asking.hook.js';

export interface InFlightLimits {
  /** Requests of one subject, and of one utility, at one time. */
  readonly perSubject: number;
  readonly perUtility: number;
}

/** When it is worth another try: what is waited for mostly takes less. */
const RETRY_AFTER_SECONDS = 1;

/** Too much is being done for one caller, or for all of one utility, to begin more. */
class TooManyAtOnce extends GatewayError {
  readonly retryAfterSeconds = RETRY_AFTER_SECONDS;
  constructor(whose: string) {
    super(
      'gateway.too_many_at_once',
      `too many requests of ${whose} are being answered at this moment; try again when one of them is done`,
    );
  }
}

/** Streams last, and have limits of their own. */
const UNCOUNTED = gatewayApi.endpoints.openStream.path;

/** Bounds how much waits for answers: what one caller or one utility has waiting must not take the services from all others. */
export function addInFlightLimit(fastify: FastifyInstance, { perSubject, perUtility }: InFlightLimits): void {
  const subjects = new Tally();
  const utilities = new Tally();
  fastify.addHook('onRequest', (request, reply, done) => {
    const { asking } = request;
    if (!asking || request.routeOptions.url === UNCOUNTED) return done();
    const { subject, utility } = asking;
    if (subjects.of(subject) >= perSubject) return done(new TooManyAtOnce('yours'));
    if (utilities.of(utility) >= perUtility) return done(new TooManyAtOnce('your utility'));
    subjects.add(subject, 1);
    utilities.add(utility, 1);
    reply.raw.once('close', () => {
      subjects.add(subject, -1);
      utilities.add(utility, -1);
    });
    done();
  });
}

/** Counts by key; what is at zero is forgotten. */
class Tally {
  private readonly counts = new Map<string, number>();

  of(key: string): number {
    return this.counts.get(key) ?? 0;
  }

  add(key: string, change: 1 | -1): void {
    const count = this.of(key) + change;
    if (count === 0) this.counts.delete(key);
    else this.counts.set(key, count);
  }
}
