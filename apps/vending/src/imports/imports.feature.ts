import { METER_COLUMNS } from '@openprepay/contracts/http/vending-imports';
import { ImportRepository } from '@openprepay/imports/import.repository';
import { ReadImport } from '@openprepay/imports/read-import';
import { ReceiveImport } from '@openprepay/imports/receive-import';
import { TakeRows } from '@openprepay/imports/take-rows';
import { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, provide, provideBy } from '@openprepay/runtime/service';
import { MeterRepository } from '../meters/meter.repository.js';
import { NetworkNodeRepository } from '../network/network-node.repository.js';
import { SupplyRepository } from '../supplies/supply.repository.js';
import { TakeSupply } from '../supplies/take-supply.js';
import { VendingError } from '../vending-error.js';
import { ImportsController } from './imports.controller.js';
import { TakeMeters } from './take-meters.js';

/** How often it is looked whether a file is waiting; the rest grows while there is none. */
const PACE = { everyMs: 500, restLimitMs: 4_000 } as const;

/** Meters by the file: kept as it comes, and taken row by row. */
export const imports: Feature = {
  controllers: [ImportsController],
  providers: [
    provideBy(ImportRepository, [], () => new ImportRepository('meters')),
    provideBy(
      ReceiveImport,
      [UnitOfWork, ImportRepository, CLOCK],
      (unitOfWork: UnitOfWork, repository: ImportRepository, clock: Clock) =>
        new ReceiveImport(unitOfWork, repository, clock, {
          columns: METER_COLUMNS,
          refusal: ({ kind, message }) =>
            new VendingError(kind === 'header' ? 'vending.import_header_invalid' : 'vending.import_too_large', message),
        }),
    ),
    provideBy(
      ReadImport,
      [UnitOfWork, ImportRepository],
      (unitOfWork: UnitOfWork, repository: ImportRepository) =>
        new ReadImport(unitOfWork, repository, (importId) => new VendingError('vending.import_unknown', `there is no import ${importId}`)),
    ),
    provide(TakeMeters, [MeterRepository, NetworkNodeRepository, SupplyRepository, TakeSupply, Outbox, CLOCK]),
    provideBy(
      TakeRows,
      [UnitOfWork, ImportRepository, CLOCK, TakeMeters],
      (unitOfWork: UnitOfWork, repository: ImportRepository, clock: Clock, meters: TakeMeters) =>
        new TakeRows(unitOfWork, repository, clock, meters),
    ),
    repeating([TakeRows], { name: 'imports', ...PACE }, (rows) => rows.execute()),
  ],
};
