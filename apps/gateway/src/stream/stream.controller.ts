import type { OutgoingHttpHeaders } from 'node:http';
import { Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import { AccessTokens } from '@openprepay/runtime/access-token';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { RequestError } from '@openprepay/runtime/problem';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isStaff } from './live-event.js';
import { StreamHub } from './stream-hub.js';
import { type StreamTicket, StreamTickets } from './stream-tickets.js';

const MAX_TICKET_LENGTH = 4_096;
const streamQuery = z.object({ ticket: z.string().min(1).max(MAX_TICKET_LENGTH).optional() });
const ticketAnswer = z.object({ ticket: z.string(), expiresIn: z.int() });
const EVENT_STREAM = 'text/event-stream';
/** `x-accel-buffering`: nginx in front would otherwise hold events back. */
const STREAM_HEADERS = { 'content-type': EVENT_STREAM, 'cache-control': 'no-store', 'x-accel-buffering': 'no' };

@Controller('api/stream')
export class StreamController {
  constructor(
    @Inject(StreamHub) private readonly hub: StreamHub,
    @Inject(StreamTickets) private readonly tickets: StreamTickets,
    @Inject(AccessTokens) private readonly accessTokens: AccessTokens,
  ) {}

  @Post('ticket')
  @Endpoint({
    summary: 'A ticket that opens one live stream within 30 seconds',
    roles: ['operator', 'engineer', 'clerk', 'vendor', 'auditor'],
    answers: { 201: ticketAnswer },
  })
  ticket(@Caller() caller: Principal): Promise<StreamTicket> {
    return this.tickets.issue(caller);
  }

  /** Public to the guard: a ticket in the address or an access token in the header is checked here. */
  @Get()
  @Endpoint({ summary: 'What happens now, as server-sent events', public: true, answers: { 200: EVENT_STREAM } })
  async stream(
    @Query(valid(streamQuery)) { ticket }: z.output<typeof streamQuery>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const caller = ticket === undefined ? await this.accessTokens.verify(request.headers.authorization) : await this.tickets.redeem(ticket);
    if (!isStaff(caller) && caller.vendorId === undefined) throw new RequestError('auth.forbidden', 'your roles do not allow this');
    const { raw } = reply;
    const leave = this.hub.join(caller, {
      open: () => {
        reply.hijack();
        raw.writeHead(200, { ...reply.getHeaders(), ...STREAM_HEADERS } as OutgoingHttpHeaders);
      },
      write: (text) => void raw.write(text),
      backlogBytes: () => raw.writableLength,
      end: () => raw.end(),
      destroy: () => raw.destroy(),
    });
    raw.on('close', leave);
  }
}
