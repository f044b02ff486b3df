import { Controller, Get, Inject } from '@nestjs/common';
import { type Answer, answer, Endpoint } from '@openprepay/runtime/endpoint';
import { Health } from '@openprepay/runtime/health';
import { z } from 'zod';
import { ServicesHealthClient } from '../routing/services-health.client.js';

const state = z.enum(['ready', 'not ready', 'away']);
const healthAnswer = z.object({ status: z.enum(['ready', 'not ready']), services: z.record(z.string(), state) });

@Controller('api/health')
export class HealthController {
  constructor(
    @Inject(Health) private readonly health: Health,
    @Inject(ServicesHealthClient) private readonly servicesHealth: ServicesHealthClient,
  ) {}

  @Get()
  @Endpoint({ summary: 'Whether the whole installation is ready', public: true, answers: { 200: healthAnswer, 503: healthAnswer } })
  async read(): Promise<Answer> {
    const [own, others] = await Promise.all([this.health.ready(), this.servicesHealth.check()]);
    const ready = own.ready && others.ready;
    const services = { gateway: own.ready ? 'ready' : 'not ready', ...others.services } as const;
    return answer(ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', services });
  }
}
