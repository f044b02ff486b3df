import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { provide } from '@openprepay/runtime/service';
import { FindVend } from '../vend/find-vend.js';
import { VendRepository } from '../vend/vend.repository.js';
import { FindReceipt } from './find-receipt.js';
import { ReprintVend } from './reprint-vend.js';
import { ReceiptsController } from './receipts.controller.js';

export const receipts: Feature = {
  controllers: [ReceiptsController],
  providers: [provide(FindReceipt, [FindVend]), provide(ReprintVend, [UnitOfWork, VendRepository])],
};
