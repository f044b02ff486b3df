import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide, provideBy, token, worker } from '@openprepay/runtime/service';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';
import { PasswordPolicy } from '../users/password-policy.js';
import { Passwords } from '../users/passwords.js';
import { UserRepository } from '../users/user.repository.js';
import { UtilityRepository } from '../utilities/utility.repository.js';
import { BootstrapAdmin, type FirstAdminSettings } from './bootstrap-admin.js';
import { CreateUtility } from './create-utility.js';
import { OnboardingController } from './onboarding.controller.js';

const FIRST_ADMIN = token<FirstAdminSettings>('first administrator');

export const onboarding: Feature = {
  controllers: [OnboardingController],
  providers: [
    provideBy(FIRST_ADMIN, [GATEWAY_CONFIG], firstAdminOf),
    provide(CreateUtility, [UnitOfWork, UtilityRepository, UserRepository, Passwords, PasswordPolicy, CLOCK]),
    provide(BootstrapAdmin, [UnitOfWork, UtilityRepository, UserRepository, Passwords, FIRST_ADMIN, CLOCK]),
    // Before HTTP listens, so that whoever finds the gateway can sign in.
    worker([BootstrapAdmin], (bootstrapAdmin) => ({
      name: 'first administrator',
      start: () => bootstrapAdmin.execute(),
      stop: () => Promise.resolve(),
    })),
  ],
};

function firstAdminOf(config: GatewayConfig): FirstAdminSettings {
  const { BOOTSTRAP_ADMIN_USERNAME: username, BOOTSTRAP_ADMIN_PASSWORD: password } = config;
  return {
    admin: username === undefined || password === undefined ? undefined : { username, password },
    utility: {
      code: config.BOOTSTRAP_UTILITY_CODE,
      name: config.BOOTSTRAP_UTILITY_NAME,
      currency: config.BOOTSTRAP_UTILITY_CURRENCY,
      timeZone: config.BOOTSTRAP_UTILITY_TIME_ZONE,
    },
  };
}
