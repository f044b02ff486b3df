import { GatewayError } from '../gateway-error.js';

export interface PasswordSettings {
  readonly minLength: number;
}

/** Length is all that is asked of a password (NIST SP 800-63B 3.1.1.2). */
export class PasswordPolicy {
  constructor(private readonly settings: PasswordSettings) {}

  /** @throws {GatewayError} `gateway.password_too_short` */
  check(password: string): void {
    const { minLength } = this.settings;
    if ([...password].length >= minLength) return;
    throw new GatewayError('gateway.password_too_short', `a password has at least ${minLength} characters`);
  }
}
