import type { Clock } from '@openprepay/persistence/clock';
import type { Notifications } from '@openprepay/persistence/notifications';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { BrokerAccess } from '../dynamic-security/broker-access.js';
import type { MeterDirectory } from '../meters/meter-directory.js';
import type { MeterIdentity, MeterRepository } from '../meters/meter.repository.js';
import { METER_CHANNEL } from '../meters/meters.consumer.js';
import { TelemetryError } from '../telemetry-error.js';
import type { CredentialRepository } from './credential.repository.js';
import { hashPassword, PASSWORD_BYTES, passwordFrom } from './credential-secret.js';

export interface IssuedCredentials {
  readonly username: string;
  /** Shown this once; only its hash is kept. */
  readonly password: string;
}

/** Ends a meter's live session, so that it has to show its new password. */
export interface SessionEnder {
  end(meterNumber: string): Promise<void>;
}

export interface CredentialOptions {
  /** How long to wait for vending to tell of a meter. */
  readonly meterWaitMs: number;
  readonly randomBytes: (size: number) => Uint8Array;
}

export class IssueCredentials {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly credentials: CredentialRepository,
    private readonly directory: MeterDirectory,
    private readonly notifications: Notifications,
    private readonly broker: BrokerAccess,
    private readonly sessions: SessionEnder,
    private readonly clock: Clock,
    private readonly options: CredentialOptions,
  ) {}

  /**
   * Makes a new MQTT password for a meter; the former one and the session that used it end.
   *
   * @throws {TelemetryError} `telemetry.meter_unknown`, `telemetry.meter_credentials_elsewhere`, `telemetry.broker_unavailable`
   */
  async execute(utility: string, meterNumber: string): Promise<IssuedCredentials> {
    await this.waitForMeter(utility, meterNumber);
    const password = passwordFrom(this.options.randomBytes(PASSWORD_BYTES));
    const stored = await this.broker.inTurn(() => this.unitOfWork.run(utility, (tx) => this.store(tx, meterNumber, password)));
    if (stored === 'elsewhere')
      throw new TelemetryError('telemetry.meter_credentials_elsewhere', 'another utility holds the credentials of this meter number');
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

  private async waitForMeter(utility: string, meterNumber: string): Promise<MeterIdentity> {
    const meter = await this.notifications.waitFor({
      channel: METER_CHANNEL,
      payload: `${utility}/${meterNumber}`,
      timeoutMs: this.options.meterWaitMs,
      check: () => this.unitOfWork.run(utility, (tx) => this.meters.find(tx, meterNumber)),
    });
    if (!meter) throw new TelemetryError('telemetry.meter_unknown', 'vending has not told of this meter');
    return meter;
  }
}
