import { Readable } from 'node:stream';
import { Controller, Inject } from '@nestjs/common';
import type { ImportRunAnswer } from '@openprepay/contracts/http/imports';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { Principal } from '@openprepay/contracts/identity';
import { importToApi } from '@openprepay/imports/import-api';
import { ReadImport } from '@openprepay/imports/read-import';
import { ReceiveImport } from '@openprepay/imports/receive-import';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';

const { importMeters, readMeterImport, reportMeterImport } = vendingApi.endpoints;

@Controller()
export class ImportsController {
  constructor(
    @Inject(ReceiveImport) private readonly receiveImport: ReceiveImport,
    @Inject(ReadImport) private readonly readImport: ReadImport,
  ) {}

  @Endpoint(importMeters)
  async receive(@Caller() caller: Principal, @Input() { body }: Input<typeof importMeters>): Promise<Reply<typeof importMeters>> {
    const importId = await this.receiveImport.execute(caller, body as AsyncIterable<Uint8Array>);
    return answer(202, { importId }, { location: `/v1/meters/imports/${importId}` });
  }

  @Endpoint(readMeterImport)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readMeterImport>): Promise<ImportRunAnswer> {
    return importToApi(await this.readImport.execute(caller, params.importId));
  }

  @Endpoint(reportMeterImport)
  async report(
    @Caller() caller: Principal,
    @Input() { params }: Input<typeof reportMeterImport>,
  ): Promise<Reply<typeof reportMeterImport>> {
    const lines = await this.readImport.report(caller, params.importId);
    return answer(200, Readable.from(lines), {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="import-${params.importId}.csv"`,
    });
  }
}
