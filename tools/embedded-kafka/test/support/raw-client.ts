import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { ResponseWriter } from '../../src/wire/response-writer.js';
import { RequestReader } from '../../src/wire/request-reader.js';
import { FrameSplitter } from '../../src/wire/frame-splitter.js';

const CLIENT_ID = 'raw';
const RESPONSE_HEADER_BYTES = 4;

/** Speaks the protocol byte by byte, for what no well-behaved client would send. */
export class RawClient {
  private readonly splitter = new FrameSplitter(RESPONSE_HEADER_BYTES);
  private readonly waiting: ((frame: Buffer | undefined) => void)[] = [];
  private readonly arrived: Buffer[] = [];
  private correlationId = 0;

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => this.splitter.push(chunk).forEach((frame) => this.deliver(frame)));
    socket.on('error', () => undefined);
    socket.on('close', () => this.waiting.splice(0).forEach((resolve) => resolve(undefined)));
  }

  static async open(broker: string): Promise<RawClient> {
    const [host, port] = broker.split(':');
    const socket = connect(Number(port), host);
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** Sends a request without waiting. @returns its correlation id */
  post(apiKey: number, version: number, writeBody: (body: ResponseWriter) => void): number {
    const body = new ResponseWriter().int16(apiKey).int16(version).int32(++this.correlationId).string(CLIENT_ID);
    writeBody(body);
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length);
    this.socket.write(Buffer.concat([length, ...body.parts()]));
    return this.correlationId;
  }

  /** The next response; undefined if the broker closed the connection instead. */
  async next(): Promise<{ readonly correlationId: number; readonly body: RequestReader } | undefined> {
    const frame = this.arrived.shift() ?? (await this.nextFrame());
    if (!frame) return undefined;
    return { correlationId: frame.readInt32BE(0), body: new RequestReader(frame.subarray(4)) };
  }

  async request(apiKey: number, version: number, writeBody: (body: ResponseWriter) => void): Promise<RequestReader> {
    this.post(apiKey, version, writeBody);
    const response = await this.next();
    if (!response) throw new Error(`the broker closed the connection on request ${apiKey}`);
    return response.body;
  }

  /** Resolves when the broker has closed the connection. */
  async closed(): Promise<void> {
    if (!this.socket.closed) await once(this.socket, 'close');
  }

  close(): void {
    this.socket.destroy();
  }

  private nextFrame(): Promise<Buffer | undefined> {
    if (this.socket.destroyed) return Promise.resolve(undefined);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private deliver(frame: Buffer): void {
    const resolve = this.waiting.shift();
    if (resolve) resolve(frame);
    else this.arrived.push(frame);
  }
}
