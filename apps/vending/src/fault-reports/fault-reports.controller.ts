import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { FaultReportAnswer } from '@openprepay/contracts/http/vending-fault-reports';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { faultReportToApi } from './fault-report-api.js';
import { FindFaultReports } from './find-fault-reports.js';

const { listFaultReports } = vendingApi.endpoints;

@Controller()
export class FaultReportsController {
  constructor(@Inject(FindFaultReports) private readonly findFaultReports: FindFaultReports) {}

  @Endpoint(listFaultReports)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listFaultReports>): Promise<Page<FaultReportAnswer>> {
    return mapPage(await this.findFaultReports.execute(caller, query), faultReportToApi);
  }
}
