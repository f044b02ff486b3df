import { Controller, Inject } from '@nestjs/common';
import { billingApi } from '@openprepay/contracts/http/billing';
import { MAX_RECEIPT_RANGES, type ReceiptWatchAnswer } from '@openprepay/contracts/http/billing-reconciliation';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint } from '@openprepay/runtime/endpoint';
import { ReadReceipts, type Receipts } from './read-receipts.js';

const { readReceipts } = billingApi.endpoints;

@Controller()
export class ReceiptsController {
  constructor(@Inject(ReadReceipts) private readonly readReceipts: ReadReceipts) {}

  @Endpoint(readReceipts)
  async read(@Caller() caller: Principal): Promise<ReceiptWatchAnswer> {
    return receiptsToApi(await this.readReceipts.execute(caller));
  }
}

const receiptsToApi = ({ bookedThrough, knownThrough, ranges, missing, asked }: Receipts): ReceiptWatchAnswer =>
  present({
    bookedThrough,
    knownThrough,
    missing: ranges.slice(0, MAX_RECEIPT_RANGES),
    missingSince: missing?.since.toISOString(),
    asked,
  });
