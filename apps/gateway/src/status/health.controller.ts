import { Controller, Inject } from '@nestjs/common';
import { gatewayApi, type HealthAnswer } from '@openprepay/contracts/http/gateway';
import { type Answer, answer, Endpoint } from '@openprepay/runtime/endpoint';
import { ReadHealth } from './read-health.js';

@Controller()
export class HealthController {
  constructor(@Inject(ReadHealth) private readonly readHealth: ReadHealth) {}

  @Endpoint(gatewayApi.endpoints.readHealth)
  async read(): Promise<Answer<200 | 503, HealthAnswer>> {
    const { ready, services } = await this.readHealth.execute();
    return ready ? answer(200, { status: 'ready', services }) : answer(503, { status: 'not ready', services });
  }
}
