import type { OutgoingHttpHeaders } from 'node:http';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import { gatewayApi } from '@openprepay/contracts/http/gateway';
import type { StreamTicketAnswer } from '@openprepay/contracts/http/stream';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OpenStream } from './open-stream.js';
import type { StreamSink } from './stream-hub.js';
import { StreamTickets } from './stream-tickets.js';

const { issueStreamTicket, openStream } = gatewayApi.endpoints;
/** `x-accel-buffering`: nginx in front would otherwise hold events back. */
const STREAM_HEADERS = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };

@Controller()
export class StreamController {
  constructor(
    @Inject(StreamTickets) private readonly tickets: StreamTickets,
    @Inject(OpenStream) private readonly openStream: OpenStream,
  ) {}

  @Endpoint(issueStreamTicket)
  ticket(@Caller() caller: Principal): Promise<StreamTicketAnswer> {
    return this.tickets.issue(caller);
  }

  @Endpoint(openStream)
  async stream(
    @Input() { query: { ticket } }: Input<typeof openStream>,
    @Req() { headers: { authorization } }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const leave = await this.openStream.execute({ ticket, authorization, sink: sinkOf(reply) });
    // whoever has left while they were let in has said so already
    if (reply.raw.destroyed) leave();
    else reply.raw.on('close', leave);
  }
}

/** The connection of an answer that the platform has no more say in once the stream is open. */
function sinkOf(reply: FastifyReply): StreamSink {
  const { raw } = reply;
  return {
    open: () => {
      reply.hijack();
      raw.writeHead(200, { ...reply.getHeaders(), ...STREAM_HEADERS } as OutgoingHttpHeaders);
    },
    write: (text) => void raw.write(text),
    backlogBytes: () => raw.writableLength,
    end: () => raw.end(),
    destroy: () => raw.destroy(),
  };
}
