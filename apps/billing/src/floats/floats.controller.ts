import { Controller, Inject } from '@nestjs/common';
import { billingApi } from '@openprepay/contracts/http/billing';
import type { FloatDifferenceAnswer } from '@openprepay/contracts/http/billing-reconciliation';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { formatMoney, subtract } from '@openprepay/quantities';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { FindFloatDifferences } from './find-float-differences.js';
import type { FloatDifference } from './float-statement.js';

const { listFloatDifferences } = billingApi.endpoints;

@Controller()
export class FloatsController {
  constructor(@Inject(FindFloatDifferences) private readonly findFloatDifferences: FindFloatDifferences) {}

  @Endpoint(listFloatDifferences)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listFloatDifferences>): Promise<Page<FloatDifferenceAnswer>> {
    return mapPage(await this.findFloatDifferences.execute(caller, query), differenceToApi);
  }
}

const differenceToApi = ({ id, currency, statedMinor, bookedMinor, ...difference }: FloatDifference): FloatDifferenceAnswer =>
  present({
    differenceId: id,
    vendorId: difference.vendorId,
    currency,
    stated: formatMoney(statedMinor, currency),
    booked: formatMoney(bookedMinor, currency),
    difference: formatMoney(subtract(statedMinor, bookedMinor), currency),
    receiptsThrough: difference.receiptsThrough,
    statedAt: difference.statedAt.toISOString(),
    foundAt: difference.foundAt.toISOString(),
    resolvedAt: difference.resolvedAt?.toISOString(),
    state: difference.resolvedAt === undefined ? ('open' as const) : ('resolved' as const),
  });
