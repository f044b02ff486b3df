import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { translateHttpError } from './http-error.js';
import { translateOutage } from './outage.js';
import { answerError, PROBLEM_CONTENT_TYPE } from './problem.js';

export type SendProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;

/** The one place where a failure becomes an answer; outages and bugs are logged here, with their causes. */
export const problemSender =
  (status: Readonly<Record<string, number>>, logger: Logger): SendProblem =>
  (error, request, reply) => {
    if (isBrokenOff(error, request, reply)) {
      logger.info({ method: request.method, route: request.routeOptions.url }, 'the client broke off');
      reply.raw.destroy();
      return;
    }
    const { problem, headers, unexpected } = answerError(
      error,
      status,
      (unknown) => translateHttpError(unknown) ?? translateOutage(unknown),
    );
    if (unexpected) {
      const details = { err: error, code: problem.code, method: request.method, route: request.routeOptions.url };
      if (problem.status === 503) logger.warn(details, 'request refused: a part is unavailable');
      else logger.error(details, 'request failed');
    }
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    // Closing on a client that is still sending resets the connection, and the answer is lost with it: the rest is read and
    // thrown away instead, for as long as `BODY_TIME` allows.
    if (problem.status === 413) reply.removeHeader('connection');
    const instance = request.id === '' ? {} : { instance: `urn:openprepay:request:${request.id}` };
    void reply
      .status(problem.status)
      .headers(headers)
      .type(PROBLEM_CONTENT_TYPE)
      .send(JSON.stringify({ ...problem, ...instance }));
  };

/**
 * Whether this is what reading a body fails with whose sender is gone, however it was wrapped: nobody's error, and with nobody to be told.
 * The same words of a database's connection are none such.
 */
function isBrokenOff(error: unknown, { raw }: FastifyRequest, reply: FastifyReply): boolean {
  // Whoever passes a body on destroys it by an error of their own: the sender is gone only where the connection is.
  if (raw.complete || !raw.destroyed || reply.raw.socket?.destroyed === false) return false;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause === raw.errored || ('code' in cause && cause.code === 'ERR_STREAM_PREMATURE_CLOSE')) return true;
  }
  return false;
}

@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly send: SendProblem) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.send(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}
