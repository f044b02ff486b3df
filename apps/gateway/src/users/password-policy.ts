import { GatewayError } from '../gateway-error.js';

/** Length is all that is asked of a password (NIST SP 800-63B 3.1.1.2). */
export class PasswordPolicy {
  constructor(private readonly minLength: number) {}

  /** @throws {GatewayError} `gateway.password_too_short` */
  check(password: string): void {
    if ([...password].length >= this.minLength) return;
    throw new GatewayError('gateway.password_too_short', `a password has at least ${this.minLength} characters`);
  }
}
