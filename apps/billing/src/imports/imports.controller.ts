import { Readable } from 'node:stream';
import { Controller, Inject } from '@nestjs/common';
import type { ImportRunAnswer } from '@openprepay/contracts/http/imports';
import { billingApi } from '@openprepay/contracts/http/billing';
import type { Principal } from '@openprepay/contracts/identity';
import { importToApi } from '@openprepay/imports/import-api';
import { ReadImport } from '@openprepay/imports/read-import';
import { ReceiveImport } from '@openprepay/imports/receive-import';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';

const { importAccounts, readAccountImport, reportAccountImport } = billingApi.endpoints;

@Controller()
export class ImportsController {
  constructor(
    @Inject(ReceiveImport) private readonly receiveImport: ReceiveImport,
    @Inject(ReadImport) private readonly readImport: ReadImport,
  ) {}

  @Endpoint(importAccounts)
  async receive(@Caller() caller: Principal, @Input() { body }: Input<typeof importAccounts>): Promise<Reply<typeof importAccounts>> {
    const importId = await this.receiveImport.execute(caller, body as AsyncIterable<Uint8Array>);
    return answer(202, { importId }, { location: `/v1/accounts/imports/${importId}` });
  }

  @Endpoint(readAccountImport)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readAccountImport>): Promise<ImportRunAnswer> {
    return importToApi(await this.readImport.execute(caller, params.importId));
  }

  @Endpoint(reportAccountImport)
  async report(
    @Caller() caller: Principal,
    @Input() { params }: Input<typeof reportAccountImport>,
  ): Promise<Reply<typeof reportAccountImport>> {
    const lines = await this.readImport.report(caller, params.importId);
    return answer(200, Readable.from(lines), {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="import-${params.importId}.csv"`,
    });
  }
}
