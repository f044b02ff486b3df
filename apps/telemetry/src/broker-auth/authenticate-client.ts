import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { CredentialRepository } from '../credentials/credential.repository.js';
import { passwordMatches, secretsEqual } from '../credentials/credential-secret.js';

export interface ServiceLogin {
  readonly username: string;
  readonly password: string;
}

export interface ConnectRequest {
  readonly clientid: string;
  readonly username: string;
  readonly password: string;
}

export type ConnectDecision = { readonly result: 'allow'; readonly is_superuser: boolean } | { readonly result: 'deny' };

/** Who may open an MQTT session: the service itself, under any client id, and meters under their own number only. */
export class AuthenticateClient {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly credentials: CredentialRepository,
    private readonly service: ServiceLogin,
  ) {}

  async execute({ clientid, username, password }: ConnectRequest): Promise<ConnectDecision> {
    if (username === this.service.username) {
      return secretsEqual(password, this.service.password) ? { result: 'allow', is_superuser: true } : { result: 'deny' };
    }
    if (clientid !== username || password === '') return { result: 'deny' };
    const hash = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.credentials.passwordHash(tx, username));
    return hash !== undefined && passwordMatches(password, hash) ? { result: 'allow', is_superuser: false } : { result: 'deny' };
  }
}
