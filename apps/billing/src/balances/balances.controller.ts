import { Controller, Inject } from '@nestjs/common';
import { billingApi } from '@openprepay/contracts/http/billing';
import type { BalanceDifferenceAnswer } from '@openprepay/contracts/http/billing-reconciliation';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { formatMoney, subtract } from '@openprepay/quantities';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import type { BalanceDifference } from './balance-difference.js';
import { FindBalanceDifferences } from './find-balance-differences.js';

const { listBalanceDifferences } = billingApi.endpoints;

@Controller()
export class BalancesController {
  constructor(@Inject(FindBalanceDifferences) private readonly findBalanceDifferences: FindBalanceDifferences) {}

  @Endpoint(listBalanceDifferences)
  async list(
    @Caller() caller: Principal,
    @Input() { query }: Input<typeof listBalanceDifferences>,
  ): Promise<Page<BalanceDifferenceAnswer>> {
    return mapPage(await this.findBalanceDifferences.execute(caller, query), differenceToApi);
  }
}

const differenceToApi = ({
  id,
  account,
  currency,
  period,
  keptMinor,
  bookedMinor,
  ...difference
}: BalanceDifference): BalanceDifferenceAnswer =>
  present({
    differenceId: id,
    account,
    currency,
    period,
    kept: formatMoney(keptMinor, currency),
    booked: formatMoney(bookedMinor, currency),
    difference: formatMoney(subtract(keptMinor, bookedMinor), currency),
    foundAt: difference.foundAt.toISOString(),
    resolvedAt: difference.resolvedAt?.toISOString(),
    state: difference.resolvedAt === undefined ? ('open' as const) : ('resolved' as const),
  });
