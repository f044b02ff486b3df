import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MeterDirectory } from '../meters/meter-directory.js';
import { TelemetryError } from '../telemetry-error.js';
import type { CredentialRepository } from './credential.repository.js';
import type { SessionEnder } from './issue-credentials.js';

/** Takes a meter's MQTT access away, also so that another utility can take the meter over. */
export class RevokeCredentials {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly credentials: CredentialRepository,
    private readonly directory: MeterDirectory,
    private readonly sessions: SessionEnder,
  ) {}

  /** @throws {TelemetryError} `telemetry.credentials_not_found` */
  async execute(utility: string, meterNumber: string): Promise<void> {
    const removed = await this.unitOfWork.run(utility, (tx) => this.credentials.remove(tx, meterNumber));
    if (!removed) throw new TelemetryError('telemetry.credentials_not_found', 'this meter has no MQTT credentials');
    this.directory.forget(meterNumber);
    await this.sessions.end(meterNumber);
  }
}
