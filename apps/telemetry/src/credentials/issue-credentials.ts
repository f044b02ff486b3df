import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { BrokerAccess } from '../dynamic-security/broker-access.js';
import { type AwaitMeter, meterUnknown } from '../meters/await-meter.js';
import type { MeterDirectory } from '../meters/meter-directory.js';
import type { CredentialRepository } from './credential.repository.js';
import { hashPassword, PASSWORD_BYTES, passwordFrom } from './credential-secret.js';
import type { SessionEnder } from './session-ender.js';

export interface IssuedCredentials {
  readonly username: string;
  /** Shown this once; only its hash is kept. */
  readonly password: string;
}

export interface CredentialSettings {
  readonly randomBytes: (size: number) => Uint8Array;
}

export class IssueCredentials {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly awaitMeter: AwaitMeter,
    private readonly credentials: CredentialRepository,
    private readonly directory: MeterDirectory,
    private readonly broker: BrokerAccess,
    private readonly sessions: SessionEnder,
    private readonly settings: CredentialSettings,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a new MQTT password for a meter; the former one and the session that used it end.
   *
   * @throws {TelemetryError} `telemetry.meter_unknown`, also where another utility holds the number: nobody learns who has which meter;
   *   `telemetry.broker_unavailable`
   */
  async execute(caller: Principal, command: { readonly meterNumber: string }): Promise<IssuedCredentials> {
    const { meterNumber } = await this.awaitMeter.execute(caller, command);
    const password = passwordFrom(this.settings.randomBytes(PASSWORD_BYTES));
    const stored = await this.broker.inTurn(() => this.unitOfWork.run(caller.utility, (tx) => this.store(tx, meterNumber, password)));
    if (stored === 'elsewhere') throw meterUnknown();
    this.directory.forget(meterNumber);
    if (stored === 'replaced') await this.sessions.end(meterNumber);
    return { username: meterNumber, password };
  }

  /**
   * The broker is told while the row is locked, so that nobody else changes this meter meanwhile, and before the commit: what it does
   * not take is not stored, and the password is never kept to tell it later.
   */
  private async store(tx: Tx, meterNumber: string, password: string): Promise<'new' | 'replaced' | 'elsewhere'> {
    const stored = await this.credentials.replace(tx, {
      meterNumber,
      passwordHash: hashPassword(password),
      createdAt: this.clock.now(),
    });
    if (stored !== 'elsewhere') await this.broker.grant(meterNumber, password);
    return stored;
  }
}
