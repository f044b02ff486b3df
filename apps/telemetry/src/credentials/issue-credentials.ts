import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { DeviceProfileRepository } from '../device-profiles/device-profile.repository.js';
import { profileUnknown } from '../device-profiles/find-device-profiles.js';
import type { BrokerAccess } from '../dynamic-security/broker-access.js';
import { type AwaitMeter, meterUnknown } from '../meters/await-meter.js';
import type { MeterDirectory } from '../meters/meter-directory.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import { TelemetryError } from '../telemetry-error.js';
import type { CredentialRepository } from './credential.repository.js';
import { hashPassword, PASSWORD_BYTES, passwordFrom } from './credential-secret.js';
import type { MeterAuthority, SignedCertificate } from './meter-authority.js';
import type { MeterCertificateRepository } from './meter-certificate.repository.js';
import type { SessionEnder } from './session-ender.js';

/** By what a meter comes in from here on. A password is shown this once; only its hash is kept. */
export type IssuedCredentials = { readonly username: string } & (
  { readonly password: string } | { readonly certificate: SignedCertificate }
);

export interface IssueCredentialsCommand {
  readonly meterNumber: string;
  /** Code of what it speaks: null as this platform does, undefined what it spoke before. */
  readonly deviceProfile?: string | null | undefined;
  /** A request to sign in PEM, for a certificate in the place of a password. */
  readonly csr?: string | undefined;
}

export interface CredentialSettings {
  readonly randomBytes: (size: number) => Uint8Array;
}

type Made = { readonly password: string } | { readonly certificate: SignedCertificate };
type Outcome = 'new' | 'replaced' | 'elsewhere';

export class IssueCredentials {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly awaitMeter: AwaitMeter,
    private readonly meters: MeterRepository,
    private readonly credentials: CredentialRepository,
    private readonly certificates: MeterCertificateRepository,
    private readonly authority: MeterAuthority,
    private readonly profiles: DeviceProfileRepository,
    private readonly directory: MeterDirectory,
    private readonly broker: BrokerAccess,
    private readonly sessions: SessionEnder,
    private readonly settings: CredentialSettings,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a new MQTT password for a meter, or signs a certificate for the key that it has; what it came in by before ends, and so
   * does the session that used it.
   *
   * @throws {TelemetryError} `telemetry.meter_unknown`, also where another utility holds the number: nobody learns who has which meter;
   *   `telemetry.meter_replaced`, `telemetry.device_profile_unknown`, `telemetry.broker_unavailable`, `telemetry.csr_invalid`, `telemetry.csr_name_mismatch`,
   *   `telemetry.csr_key_weak`, `telemetry.no_meter_authority`
   */
  async execute(caller: Principal, command: IssueCredentialsCommand): Promise<IssuedCredentials> {
    const { meterNumber } = await this.awaitMeter.execute(caller, command);
    const made = await this.make({ ...command, meterNumber });
    const stored = await this.broker.inTurn(() =>
      this.unitOfWork.run(caller.utility, async (tx) => {
        const outcome = await this.store(tx, { ...command, meterNumber }, made);
        if (outcome !== 'elsewhere') await this.record(tx, caller, { meterNumber, made });
        return outcome;
      }),
    );
    if (stored === 'elsewhere') throw meterUnknown();
    this.directory.forget(meterNumber);
    if (stored === 'replaced') await this.sessions.end(meterNumber);
    return { username: meterNumber, ...made };
  }

  private async make({ meterNumber, csr }: IssueCredentialsCommand): Promise<Made> {
    if (csr === undefined) return { password: passwordFrom(this.settings.randomBytes(PASSWORD_BYTES)) };
    return { certificate: await this.authority.sign({ meterNumber, csr, now: this.clock.now() }) };
  }

  /**
   * The broker is told while the row is locked, so that nobody else changes this meter meanwhile, and before the commit: what it does
   * not take is not stored, and the password is never kept to tell it later.
   */
  private async store(tx: Tx, { meterNumber, deviceProfile }: IssueCredentialsCommand, made: Made): Promise<Outcome> {
    if (await this.meters.isReplaced(tx, meterNumber))
      throw new TelemetryError('telemetry.meter_replaced', 'another meter has taken the place of this one: it connects no more');
    if (typeof deviceProfile === 'string' && (await this.profiles.find(tx, deviceProfile)) === undefined) throw profileUnknown();
    const stored = await this.credentials.replace(tx, {
      meterNumber,
      shows: 'password' in made ? { passwordHash: hashPassword(made.password) } : { certificateFingerprint: made.certificate.fingerprint },
      deviceProfile,
      createdAt: this.clock.now(),
    });
    const password = 'password' in made ? made.password : undefined;
    if (stored !== 'elsewhere')
      await this.broker.grant(meterNumber, { password, profile: await this.credentials.profile(tx, meterNumber) });
    return stored;
  }

  /** The row of its credentials is locked: of two certificates that are made at once, the later one ends the earlier. */
  private async record(
    tx: Tx,
    caller: Principal,
    { meterNumber, made }: { readonly meterNumber: string; readonly made: Made },
  ): Promise<void> {
    const now = this.clock.now();
    await this.certificates.end(tx, { utility: tx.utility, meterNumber, at: now });
    if ('password' in made) return;
    const { serial, fingerprint, expiresAt } = made.certificate;
    const issued = { serial, meterNumber, fingerprint, issuedBy: caller.username, issuedAt: now, expiresAt };
    await this.certificates.insert(tx, tx.utility, issued);
  }
}
