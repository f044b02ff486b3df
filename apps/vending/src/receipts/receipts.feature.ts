import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { FindVend } from '../vend/find-vend.js';
import { VendRepository } from '../vend/vend.repository.js';
import { VendorRepository } from '../vendors/vendor.repository.js';
import { ChangeReceiptIssuer } from './change-receipt-issuer.js';
import { ChangeVendorTaxNumber } from './change-vendor-tax-number.js';
import { FindReceipt } from './find-receipt.js';
import { FindReceiptIssuer } from './find-receipt-issuer.js';
import { FindVendorTaxNumber } from './find-vendor-tax-number.js';
import { ReceiptIssuerRepository } from './receipt-issuer.repository.js';
import { ReceiptsController } from './receipts.controller.js';
import { ReprintVend } from './reprint-vend.js';
import { VendorTaxNumberRepository } from './vendor-tax-number.repository.js';

export const receipts: Feature = {
  controllers: [ReceiptsController],
  providers: [
    provide(ReceiptIssuerRepository, []),
    provide(VendorTaxNumberRepository, []),
    provide(FindReceipt, [FindVend, UnitOfWork, ReceiptIssuerRepository, VendorTaxNumberRepository]),
    provide(ReprintVend, [UnitOfWork, VendRepository]),
    provide(FindReceiptIssuer, [UnitOfWork, ReceiptIssuerRepository, CLOCK]),
    provide(FindVendorTaxNumber, [UnitOfWork, VendorRepository, VendorTaxNumberRepository, CLOCK]),
    provide(ChangeVendorTaxNumber, [UnitOfWork, VendorRepository, VendorTaxNumberRepository, CLOCK]),
    provide(ChangeReceiptIssuer, [UnitOfWork, ReceiptIssuerRepository, CLOCK]),
  ],
};
