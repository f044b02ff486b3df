import type { Health } from '@openprepay/runtime/health';
import type { ServicesHealth, ServicesHealthClient } from '../routing/services-health.client.js';

/** Whether the whole installation is ready, the gateway itself included. */
export class ReadHealth {
  constructor(
    private readonly health: Health,
    private readonly servicesHealth: ServicesHealthClient,
  ) {}

  async execute(): Promise<ServicesHealth> {
    const [own, others] = await Promise.all([this.health.ready(), this.servicesHealth.check()]);
    return { ready: own.ready && others.ready, services: { gateway: own.ready ? 'ready' : 'not ready', ...others.services } };
  }
}
