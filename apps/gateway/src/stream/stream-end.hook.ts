import type { FastifyInstance } from 'fastify';
import type { StreamHub } from './stream-hub.js';

/** Closing waits for open requests, and a stream is one that never ends by itself. */
export function endStreamsBeforeClose(http: FastifyInstance, hub: StreamHub): void {
  http.addHook('preClose', (done) => {
    hub.stop();
    done();
  });
}
