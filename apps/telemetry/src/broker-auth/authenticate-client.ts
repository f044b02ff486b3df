import * as wire from '@openprepay/contracts/wire';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { CredentialRepository, ShownBy } from '../credentials/credential.repository.js';
import { passwordMatches, secretsEqual } from '../credentials/credential-secret.js';
import { topicsOfMeter } from '../dialects/topics-of-meter.js';
import { type AskingBroker, type BrokerAuthSettings, requireBroker } from './asking-broker.js';
import type { BrokerAuthMetrics } from './broker-auth-metrics.js';
import type { AskedTopic } from './topic-access.js';

export interface ShownCertificate {
  readonly commonName: string;
  /** SHA-256, 64 digits. */
  readonly fingerprint: string;
}

export interface ConnectRequest {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  /** What it has shown, where it has and the broker has checked that. */
  readonly certificate?: ShownCertificate | undefined;
}

export type ConnectDecision =
  { readonly result: 'deny' | 'allow-service' } | { readonly result: 'allow-meter'; readonly topics: readonly AskedTopic[] };

const DENY: ConnectDecision = { result: 'deny' };

/**
 * Who may open an MQTT session: the service itself, under any client id, and meters under their own number only. A meter that has a
 * certificate comes in by the one that is in force and by no password, and the service by its password alone.
 */
export class AuthenticateClient {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly credentials: CredentialRepository,
    private readonly metrics: BrokerAuthMetrics,
    private readonly settings: BrokerAuthSettings,
  ) {}

  /** @throws {TelemetryError} `telemetry.broker_not_authenticated` */
  async execute(broker: AskingBroker, request: ConnectRequest): Promise<ConnectDecision> {
    requireBroker(broker, this.settings);
    const decision = await this.decide(request);
    if (decision.result === 'deny') this.metrics.connectRefused();
    return decision;
  }

  private async decide({ clientId, username, password, certificate }: ConnectRequest): Promise<ConnectDecision> {
    const { service } = this.settings;
    if (username === service.username && certificate === undefined)
      return secretsEqual(password, service.password) ? { result: 'allow-service' } : DENY;
    if (clientId !== username || !wire.meterNumber.safeParse(username).success) return DENY;
    const login = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.credentials.login(tx, username));
    if (login === undefined || !opens(login.shows, { password, certificate, username })) return DENY;
    return { result: 'allow-meter', topics: topicsOfMeter(username, login.profile) };
  }
}

function opens(
  shows: ShownBy,
  { username, password, certificate }: Pick<ConnectRequest, 'username' | 'password' | 'certificate'>,
): boolean {
  if ('passwordHash' in shows) return certificate === undefined && password !== '' && passwordMatches(password, shows.passwordHash);
  if (certificate?.commonName !== username) return false;
  return Buffer.from(certificate.fingerprint, 'hex').equals(shows.certificateFingerprint);
}
