import { access } from 'node:fs/promises';
import { SET_UP } from '@openprepay/contracts/http/gateway';
import type { Health } from '@openprepay/runtime/health';
import type { ServicesHealth, ServicesHealthClient, ServiceState } from '../routing/services-health.client.js';

export interface ReadinessSettings {
  /** Made by whoever sets the installation up, once people can sign in. */
  readonly markerFile: string | undefined;
}

/** Whether the whole installation is ready, the gateway itself included. */
export class ReadHealth {
  private seen = false;

  constructor(
    private readonly health: Health,
    private readonly servicesHealth: ServicesHealthClient,
    private readonly settings: ReadinessSettings,
  ) {}

  async execute(): Promise<ServicesHealth> {
    const [own, others, setUp] = await Promise.all([this.health.ready(), this.servicesHealth.check(), this.isSetUp()]);
    const services = { gateway: stateOf(own.ready), ...others.services, ...(setUp === undefined ? {} : { [SET_UP]: stateOf(setUp) }) };
    return { ready: own.ready && others.ready && setUp !== false, services };
  }

  /** Undefined where nobody said how to tell. */
  private async isSetUp(): Promise<boolean | undefined> {
    const { markerFile } = this.settings;
    if (markerFile === undefined || this.seen) return markerFile === undefined ? undefined : true;
    this.seen = await access(markerFile).then(
      () => true,
      () => false,
    );
    return this.seen;
  }
}

const stateOf = (ready: boolean): ServiceState => (ready ? 'ready' : 'not ready');
