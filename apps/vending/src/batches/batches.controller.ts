import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { BatchAnswer, BatchReportAnswer } from '@openprepay/contracts/http/vending-batches';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { batchToApi, reportToApi } from './batch-api.js';
import { CloseBatch } from './close-batch.js';
import { FindBatch } from './find-batch.js';
import { FindBatches } from './find-batches.js';
import { OpenBatch } from './open-batch.js';

const { openBatch, readBatch, listBatches, closeBatch } = vendingApi.endpoints;

@Controller()
export class BatchesController {
  constructor(
    @Inject(OpenBatch) private readonly openBatch: OpenBatch,
    @Inject(FindBatch) private readonly findBatch: FindBatch,
    @Inject(FindBatches) private readonly findBatches: FindBatches,
    @Inject(CloseBatch) private readonly closeBatch: CloseBatch,
  ) {}

  @Endpoint(openBatch)
  async open(@Caller() caller: Principal, @Input() { body }: Input<typeof openBatch>): Promise<BatchAnswer> {
    return batchToApi(await this.openBatch.execute(caller, body));
  }

  @Endpoint(readBatch)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readBatch>): Promise<BatchReportAnswer> {
    return reportToApi(await this.findBatch.execute(caller, params));
  }

  @Endpoint(listBatches)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listBatches>): Promise<Page<BatchAnswer>> {
    return mapPage(await this.findBatches.execute(caller, query), batchToApi);
  }

  @Endpoint(closeBatch)
  async close(@Caller() caller: Principal, @Input() { params, body }: Input<typeof closeBatch>): Promise<BatchReportAnswer> {
    return reportToApi(await this.closeBatch.execute(caller, { ...params, ...body }));
  }
}
