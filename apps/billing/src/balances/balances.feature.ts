import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, LOGGER, provide } from '@openprepay/runtime/service';
import { BalanceCheckRepository } from './balance-check.repository.js';
import { BalanceDifferenceRepository } from './balance-difference.repository.js';
import { BalanceMetrics } from './balances-metrics.js';
import { BalancesController } from './balances.controller.js';
import { CheckBalances } from './check-balances.js';
import { FindBalanceDifferences } from './find-balance-differences.js';

/** How often it is looked whether a utility's turn has come; each has one a day. */
const EVERY_MS = 600_000;

/** Whether the balances are what the lines of the journal come to. */
export const balances: Feature = {
  controllers: [BalancesController],
  providers: [
    provide(BalanceCheckRepository, []),
    provide(BalanceDifferenceRepository, []),
    provide(BalanceMetrics, []),
    provide(FindBalanceDifferences, [UnitOfWork, BalanceDifferenceRepository]),
    provide(CheckBalances, [UnitOfWork, BalanceCheckRepository, BalanceDifferenceRepository, BalanceMetrics, LOGGER, CLOCK]),
    repeating([CheckBalances], { name: 'check-balances', everyMs: EVERY_MS }, (check) => check.execute()),
  ],
};
