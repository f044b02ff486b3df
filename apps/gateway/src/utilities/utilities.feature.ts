import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { CreateUser } from '../users/create-user.js';
import { PasswordPolicy } from '../users/password-policy.js';
import { UserRepository } from '../users/user.repository.js';
import { CreateUtility } from './create-utility.js';
import { UtilitiesController } from './utilities.controller.js';
import { UtilityRepository } from './utility.repository.js';

export const utilities: Feature = {
  controllers: [UtilitiesController],
  providers: [
    provide(UtilityRepository, []),
    provide(CreateUtility, [UnitOfWork, UtilityRepository, UserRepository, CreateUser, PasswordPolicy, CLOCK]),
  ],
};
