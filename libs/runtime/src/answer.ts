import type { FastifyReply } from 'fastify';

/** A handler's result with a status or headers of its own. */
export class Answer<Status extends number = number, Body = unknown> {
  constructor(
    readonly status: Status,
    readonly body: Body,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

/** `return answer(202, vend, { location: `/v1/vends/${vend.vendId}` })`: for handlers with more than one good end. */
export const answer = <const Status extends number, Body>(
  status: Status,
  body: Body,
  headers?: Readonly<Record<string, string>>,
): Answer<Status, Body> => new Answer(status, body, headers);

/** Has the reply say what an answer says. @returns the body that is left */
export function applyAnswer(reply: FastifyReply, { status, headers, body }: Answer): unknown {
  void reply.status(status).headers(headers);
  return body;
}
