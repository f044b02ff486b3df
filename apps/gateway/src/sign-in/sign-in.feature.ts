import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide, provideBy, token } from '@openprepay/runtime/service';
import { RecordAccountChange } from '../account-changes/record-account-change.js';
import { PublishCustodianChange } from '../custodians/publish-custodian-change.js';
import { GATEWAY_CONFIG } from '../gateway.config.js';
import { AccessTokenIssuer } from '../tokens/access-token-issuer.js';
import { PasswordPolicy } from '../users/password-policy.js';
import { Passwords } from '../users/passwords.js';
import { UserRepository } from '../users/user.repository.js';
import { BeginSession } from '../web-sessions/begin-session.js';
import { ChangePassword } from './change-password.js';
import { FailureLimit, type FailureLimitRules } from './failure-limit.js';
import { SignIn, type SignInSettings } from './sign-in.js';
import { SignInController } from './sign-in.controller.js';

interface Settings extends SignInSettings {
  readonly failures: FailureLimitRules;
}

const MINUTE_MS = 60_000;

const SIGN_IN = token<Settings>('sign-in settings');

export const signIn: Feature = {
  controllers: [SignInController],
  providers: [
    provideBy(SIGN_IN, [GATEWAY_CONFIG], (config) => ({
      failures: { failures: config.SIGN_IN_FAILURES, windowMs: config.SIGN_IN_FAILURES_WINDOW_SECONDS * 1_000 },
      externalIssuer: config.OIDC_ISSUER,
      secondPersonDelayMs: config.SECOND_PERSON_DELAY_MINUTES * MINUTE_MS,
      perAddress: { perSecond: config.SIGN_IN_RATE_PER_SECOND, burst: config.SIGN_IN_RATE_BURST },
    })),
    provideBy(FailureLimit, [SIGN_IN, CLOCK], ({ failures }, clock) => new FailureLimit(failures, () => clock.now().getTime())),
    provide(SignIn, [UnitOfWork, UserRepository, Passwords, FailureLimit, AccessTokenIssuer, BeginSession, SIGN_IN, CLOCK]),
    provide(ChangePassword, [
      UnitOfWork,
      UserRepository,
      Passwords,
      PasswordPolicy,
      FailureLimit,
      RecordAccountChange,
      PublishCustodianChange,
      CLOCK,
    ]),
  ],
};
