import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { provide } from '@openprepay/runtime/service';
import { FindUtilities } from './find-utilities.js';
import { UtilitiesController } from './utilities.controller.js';
import { UtilityRepository } from './utility.repository.js';

export const utilities: Feature = {
  controllers: [UtilitiesController],
  providers: [provide(UtilityRepository, []), provide(FindUtilities, [UnitOfWork, UtilityRepository])],
};
