import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { DeviceProfileRepository } from '../device-profiles/device-profile.repository.js';
import { profileUnknown } from '../device-profiles/find-device-profiles.js';
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

export interface IssueCredentialsCommand {
  readonly meterNumber: string;
  /** Code of what it speaks: null as this platform does, undefined what it spoke before. */
  readonly deviceProfile?: string | null | undefined;
}

export interface CredentialSettings {
  readonly randomBytes: (size: number) => Uint8Array;
}

interface NewPassword extends IssueCredentialsCommand {
  readonly password: string;
}

export class IssueCredentials {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly awaitMeter: AwaitMeter,
    private readonly credentials: CredentialRepository,
    private readonly profiles: DeviceProfileRepository,
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
   *   `telemetry.device_profile_unknown`, `telemetry.broker_unavailable`
   */
  async execute(caller: Principal, command: IssueCredentialsCommand): Promise<IssuedCredentials> {
    const { meterNumber } = await this.awaitMeter.execute(caller, command);
    const { deviceProfile } = command;
    const password = passwordFrom(this.settings.randomBytes(PASSWORD_BYTES));
    const stored = await this.broker.inTurn(() =>
      this.unitOfWork.run(caller.utility, (tx) => this.store(tx, { meterNumber, deviceProfile, password })),
    );
    if (stored === 'elsewhere') throw meterUnknown();
    this.directory.forget(meterNumber);
    if (stored === 'replaced') await this.sessions.end(meterNumber);
    return { username: meterNumber, password };
  }

  /**
   * The broker is told while the row is locked, so that nobody else changes this meter meanwhile, and before the commit: what it does
   * not take is not stored, and the password is never kept to tell it later.
   */
  private async store(tx: Tx, { meterNumber, deviceProfile, password }: NewPassword): Promise<'new' | 'replaced' | 'elsewhere'> {
    if (typeof deviceProfile === 'string' && (await this.profiles.find(tx, deviceProfile)) === undefined) throw profileUnknown();
    const stored = await this.credentials.replace(tx, {
      meterNumber,
      passwordHash: hashPassword(password),
      deviceProfile,
      createdAt: this.clock.now(),
    });
    if (stored !== 'elsewhere') await this.broker.grant(meterNumber, password, await this.credentials.profile(tx, meterNumber));
    return stored;
  }
}
