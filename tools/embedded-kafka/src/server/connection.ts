import type { Socket } from 'node:net';
import { EmbeddedKafkaError } from '../embedded-kafka-error.js';
import { MAX_PIPELINED_PRODUCES, MAX_QUEUED_BYTES, MAX_QUEUED_REQUESTS } from '../limits.js';
import { FrameSplitter } from '../wire/frame-splitter.js';
import { RequestReader } from '../wire/request-reader.js';
import type { ResponseWriter } from '../wire/response-writer.js';
import { findApi } from './api-table.js';
import type { Api, ApiAnswer, BrokerState } from '../api/api.js';
import type { MemoryBudget } from './memory-budget.js';

interface ParsedRequest {
  readonly api: Api;
  readonly version: number;
  readonly correlationId: number;
  readonly clientId: string;
  readonly reader: RequestReader;
}

/**
 * One client. Requests are worked through in order and answered in order: the next begins when the former is answered, so a waiting fetch or join
 * holds only its own connection (as in Kafka). Produce requests in a row overlap, so that they share fsyncs; their answers still keep the order.
 */
export class Connection {
  private readonly frames = new FrameSplitter();
  private readonly queue: Buffer[] = [];
  private queuedBytes = 0;
  private inProgress = 0;
  private lastApi: Api | undefined;
  private answers: Promise<void> = Promise.resolve();
  private readonly gone = new AbortController();
  private closing = false;

  constructor(
    private readonly socket: Socket,
    private readonly broker: BrokerState,
    private readonly budget: MemoryBudget,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.receive(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.abandon());
  }

  /** Takes no further request; resolves when those begun are answered. */
  async drain(): Promise<void> {
    this.closing = true;
    await this.answers;
  }

  close(): void {
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    try {
      for (const frame of this.frames.push(chunk)) {
        this.queue.push(frame);
        this.queuedBytes += frame.length;
        this.budget.take(frame.length);
      }
      this.proceed();
    } catch (error) {
      this.fail(error);
    }
    this.throttle();
  }

  private throttle(): void {
    if (this.queue.length > MAX_QUEUED_REQUESTS || this.queuedBytes > MAX_QUEUED_BYTES) this.socket.pause();
    if (!this.budget.exhausted) return;
    this.socket.pause();
    this.budget.onRoom(() => this.resume());
  }

  private resume(): void {
    if (this.queue.length <= MAX_QUEUED_REQUESTS && this.queuedBytes <= MAX_QUEUED_BYTES && this.socket.isPaused()) this.socket.resume();
  }

  /** Begins every request that may begin now. */
  private proceed(): void {
    while (this.queue.length > 0 && !this.closing && !this.socket.destroyed) {
      const request = parseRequest(this.queue[0]!);
      const overlaps = request.api.pipelined === true && this.lastApi === request.api && this.inProgress < MAX_PIPELINED_PRODUCES;
      if (this.inProgress > 0 && !overlaps) return;
      const frame = this.queue.shift()!;
      this.queuedBytes -= frame.length;
      this.lastApi = request.api;
      this.inProgress++;
      this.begin(request, frame.length);
    }
  }

  private begin(request: ParsedRequest, frameBytes: number): void {
    const answer = this.call(request);
    const former = this.answers;
    this.answers = (async () => {
      try {
        const [response] = await Promise.all([answer, former]);
        if (response) await this.send(request.correlationId, response);
      } catch (error) {
        this.fail(error, request);
      }
      this.budget.release(frameBytes);
      this.inProgress--;
      this.next();
    })();
  }

  private next(): void {
    try {
      this.proceed();
    } catch (error) {
      this.fail(error);
    }
    this.resume();
  }

  private async call({ api, version, clientId, reader }: ParsedRequest): Promise<ApiAnswer> {
    const { socket, broker } = this;
    return api.handle({
      ...{ version, reader, broker, clientId, gone: this.gone.signal },
      clientHost: `/${socket.remoteAddress ?? ''}`,
      localHost: socket.localAddress ?? broker.host,
    });
  }

  /** Resolves when the client can take more, so that a slow reader holds one answer and not many. */
  private async send(correlationId: number, response: ResponseWriter): Promise<void> {
    if (this.socket.destroyed) return;
    const header = Buffer.allocUnsafe(8);
    header.writeInt32BE(response.length + 4, 0);
    header.writeInt32BE(correlationId, 4);
    this.socket.cork();
    let ready = this.socket.write(header);
    for (const part of response.parts()) ready = this.socket.write(part);
    this.socket.uncork();
    if (!ready) await this.drained();
  }

  private drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.socket.off('drain', done);
        this.socket.off('close', done);
        resolve();
      };
      this.socket.on('drain', done);
      this.socket.on('close', done);
    });
  }

  private abandon(): void {
    this.gone.abort();
    for (const frame of this.queue.splice(0)) this.budget.release(frame.length);
    this.queuedBytes = 0;
  }

  /** Whatever goes wrong with a request ends its connection, and no other. */
  private fail(error: unknown, request?: ParsedRequest): void {
    const where = { client: this.socket.remoteAddress, api: request?.api.name, version: request?.version };
    const isClients = error instanceof EmbeddedKafkaError || error instanceof RangeError;
    if (isClients) this.broker.logger.warn({ ...where, reason: error.message }, 'connection closed: its request cannot be served');
    else this.broker.logger.error({ ...where, err: error }, 'connection closed: a request failed');
    this.socket.destroy();
  }
}

function parseRequest(frame: Buffer): ParsedRequest {
  const reader = new RequestReader(frame);
  const key = reader.int16();
  const version = reader.int16();
  const correlationId = reader.int32();
  const api = findApi(key, version);
  if (!api) throw new EmbeddedKafkaError('embedded-kafka.unsupported_request', `request ${key} version ${version} is not served`);
  return { api, version, correlationId, clientId: reader.nullableString() ?? '', reader };
}
