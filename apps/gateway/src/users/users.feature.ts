import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide, provideBy, token } from '@openprepay/runtime/service';
import { GATEWAY_CONFIG } from '../gateway.config.js';
import { AccessTokenIssuer } from '../tokens/access-token-issuer.js';
import { UtilityRepository } from '../utilities/utility.repository.js';
import { BootstrapAdmin } from './bootstrap-admin.js';
import { ChangePassword } from './change-password.js';
import { CreateUser } from './create-user.js';
import { FailureLimit, type FailureLimitRules } from './failure-limit.js';
import { PasswordPolicy } from './password-policy.js';
import { Passwords } from './passwords.js';
import { SignIn, type SignInSettings } from './sign-in.js';
import { SignInController } from './sign-in.controller.js';
import { UpdateUser } from './update-user.js';
import { UserRepository } from './user.repository.js';
import { UsersController } from './users.controller.js';

interface UserSettings extends SignInSettings {
  readonly minPasswordLength: number;
  readonly signInFailures: FailureLimitRules;
}

const USERS = token<UserSettings>('user settings');

export const users: Feature = {
  controllers: [SignInController, UsersController],
  providers: [
    provideBy(USERS, [GATEWAY_CONFIG], (config) => ({
      minPasswordLength: config.PASSWORD_MIN_LENGTH,
      signInFailures: { failures: config.SIGN_IN_FAILURES, windowMs: config.SIGN_IN_FAILURES_WINDOW_SECONDS * 1_000 },
      externalIssuer: config.OIDC_ISSUER,
    })),
    provide(UserRepository, []),
    provide(Passwords, []),
    provideBy(PasswordPolicy, [USERS], ({ minPasswordLength }) => new PasswordPolicy(minPasswordLength)),
    provideBy(FailureLimit, [USERS], ({ signInFailures }) => new FailureLimit(signInFailures)),
    provide(SignIn, [UnitOfWork, UserRepository, UtilityRepository, Passwords, FailureLimit, AccessTokenIssuer, USERS, CLOCK]),
    provide(CreateUser, [UnitOfWork, UserRepository, Passwords, PasswordPolicy, CLOCK]),
    provide(UpdateUser, [UnitOfWork, UserRepository, Passwords, PasswordPolicy, CLOCK]),
    provide(ChangePassword, [UnitOfWork, UserRepository, Passwords, PasswordPolicy, FailureLimit, CLOCK]),
    provide(BootstrapAdmin, [UnitOfWork, UtilityRepository, UserRepository, CreateUser, CLOCK]),
  ],
};
