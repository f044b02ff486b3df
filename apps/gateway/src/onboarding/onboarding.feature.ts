import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide, provideBy, token, worker } from '@openprepay/runtime/service';
import { RecordAccountChange } from '../account-changes/record-account-change.js';
import { PublishCustodianChange } from '../custodians/publish-custodian-change.js';
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
    provide(CreateUtility, [UnitOfWork, UtilityRepository, UserRepository, Passwords, PasswordPolicy, RecordAccountChange, CLOCK]),
    provide(BootstrapAdmin, [
      UnitOfWork,
      UtilityRepository,
      UserRepository,
      Passwords,
      PasswordPolicy,
      RecordAccountChange,
      PublishCustodianChange,
      FIRST_ADMIN,
      CLOCK,
    ]),
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
  const { BOOTSTRAP_CUSTODIANS: usernames, BOOTSTRAP_CUSTODIANS_PASSWORD_FILE: passwordFile } = config;
  return {
    admin: username === undefined || password === undefined ? undefined : { username, password },
    custodians: usernames.length === 0 || passwordFile === undefined ? undefined : { usernames, passwordFile },
    utility: {
      code: config.BOOTSTRAP_UTILITY_CODE,
      name: config.BOOTSTRAP_UTILITY_NAME,
      currency: config.BOOTSTRAP_UTILITY_CURRENCY,
      timeZone: config.BOOTSTRAP_UTILITY_TIME_ZONE,
      sandbox: false,
    },
  };
}
