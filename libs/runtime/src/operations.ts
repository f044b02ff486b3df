import type { FastifyInstance } from 'fastify';
import type { Health } from './health.js';
import { renderMetrics } from './metrics.js';

/** Routes for machines that run the service: liveness, readiness, metrics. Never reachable through the gateway. */
export function addOperations(fastify: FastifyInstance, health: Health): void {
  fastify.get('/health/live', () => ({ status: 'live' }));
  fastify.get('/health/ready', async (_request, reply) => {
    const { ready, checks } = await health.ready();
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks });
  });
  fastify.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await renderMetrics();
    return reply.type(contentType).send(text);
  });
}
