import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { FindVend } from '../vend/find-vend.js';
import { VendRepository } from '../vend/vend.repository.js';
import { ChangeReceiptIssuer } from './change-receipt-issuer.js';
import { FindReceipt } from './find-receipt.js';
import { FindReceiptIssuer } from './find-receipt-issuer.js';
import { ReceiptIssuerRepository } from './receipt-issuer.repository.js';
import { ReceiptsController } from './receipts.controller.js';
import { ReprintVend } from './reprint-vend.js';

export const receipts: Feature = {
  controllers: [ReceiptsController],
  providers: [
    provide(ReceiptIssuerRepository, []),
    provide(FindReceipt, [FindVend, UnitOfWork, ReceiptIssuerRepository]),
    provide(ReprintVend, [UnitOfWork, VendRepository]),
    provide(FindReceiptIssuer, [UnitOfWork, ReceiptIssuerRepository, CLOCK]),
    provide(ChangeReceiptIssuer, [UnitOfWork, ReceiptIssuerRepository, CLOCK]),
  ],
};
