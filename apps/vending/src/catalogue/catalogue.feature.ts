import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { AddManufacturer } from './add-manufacturer.js';
import { AddMeterModel } from './add-meter-model.js';
import { CatalogueController } from './catalogue.controller.js';
import { FindManufacturers } from './find-manufacturers.js';
import { FindMeterModels } from './find-meter-models.js';
import { ImportManufacturers } from './import-manufacturers.js';
import { ManufacturerRepository } from './manufacturer.repository.js';
import { MeterModelRepository } from './meter-model.repository.js';

/** Who makes meters, and of which models. */
export const catalogue: Feature = {
  controllers: [CatalogueController],
  providers: [
    provide(ManufacturerRepository, []),
    provide(MeterModelRepository, []),
    provide(AddManufacturer, [UnitOfWork, ManufacturerRepository, CLOCK]),
    provide(ImportManufacturers, [UnitOfWork, ManufacturerRepository, CLOCK]),
    provide(FindManufacturers, [UnitOfWork, ManufacturerRepository]),
    provide(AddMeterModel, [UnitOfWork, MeterModelRepository, CLOCK]),
    provide(FindMeterModels, [UnitOfWork, MeterModelRepository]),
  ],
};
