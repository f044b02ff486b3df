import type { Feature } from '@openprepay/runtime/feature';
import { provide } from '@openprepay/runtime/service';
import { FindVend } from '../vend/find-vend.js';
import { FindReceipt } from './find-receipt.js';
import { ReceiptsController } from './receipts.controller.js';

export const receipts: Feature = {
  controllers: [ReceiptsController],
  providers: [provide(FindReceipt, [FindVend])],
};
