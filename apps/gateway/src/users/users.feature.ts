import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide, provideBy, token } from '@openprepay/runtime/service';
import { RecordAccountChange } from '../account-changes/record-account-change.js';
import { AskForCustodian } from '../custodians/ask-for-custodian.js';
import { PublishCustodianChange } from '../custodians/publish-custodian-change.js';
import { GATEWAY_CONFIG } from '../gateway.config.js';
import { ChangeUser } from './change-user.js';
import { CreateUser } from './create-user.js';
import { FindUsers } from './find-users.js';
import { PasswordPolicy, type PasswordSettings } from './password-policy.js';
import { Passwords } from './passwords.js';
import { UserRepository } from './user.repository.js';
import { UsersController } from './users.controller.js';

const PASSWORDS = token<PasswordSettings>('password settings');

export const users: Feature = {
  controllers: [UsersController],
  providers: [
    provide(UserRepository, []),
    provide(Passwords, []),
    provide(PasswordPolicy, [PASSWORDS]),
    provideBy(PASSWORDS, [GATEWAY_CONFIG], (config) => ({ minLength: config.PASSWORD_MIN_LENGTH })),
    provide(CreateUser, [UnitOfWork, UserRepository, Passwords, PasswordPolicy, AskForCustodian, RecordAccountChange, CLOCK]),
    provide(FindUsers, [UnitOfWork, UserRepository]),
    provide(ChangeUser, [
      UnitOfWork,
      UserRepository,
      Passwords,
      PasswordPolicy,
      AskForCustodian,
      RecordAccountChange,
      PublishCustodianChange,
      CLOCK,
    ]),
  ],
};
