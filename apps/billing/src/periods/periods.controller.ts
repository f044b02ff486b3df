import { Controller, Inject } from '@nestjs/common';
import { billingApi } from '@openprepay/contracts/http/billing';
import type { PeriodAnswer, PeriodTotalsAnswer } from '@openprepay/contracts/http/billing-ledger';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { ClosePeriod } from './close-period.js';
import { FindPeriods } from './find-periods.js';
import { periodToApi, periodTotalsToApi } from './period-api.js';
import { ReadPeriod } from './read-period.js';

const { listPeriods, readPeriod, closePeriod } = billingApi.endpoints;

@Controller()
export class PeriodsController {
  constructor(
    @Inject(FindPeriods) private readonly findPeriods: FindPeriods,
    @Inject(ReadPeriod) private readonly readPeriod: ReadPeriod,
    @Inject(ClosePeriod) private readonly closePeriod: ClosePeriod,
  ) {}

  @Endpoint(listPeriods)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listPeriods>): Promise<Page<PeriodAnswer>> {
    return mapPage(await this.findPeriods.execute(caller, query), periodToApi);
  }

  @Endpoint(readPeriod)
  async read(@Caller() caller: Principal, @Input() { params, query }: Input<typeof readPeriod>): Promise<PeriodTotalsAnswer> {
    return periodTotalsToApi(await this.readPeriod.execute(caller, { ...params, ...query }));
  }

  @Endpoint(closePeriod)
  async close(@Caller() caller: Principal, @Input() { params }: Input<typeof closePeriod>): Promise<PeriodAnswer> {
    return periodToApi(await this.closePeriod.execute(caller, params));
  }
}
