import type { MovementAnswer, VendorAnswer } from '@openprepay/contracts/http/vending-vendors';
import { present } from '@openprepay/contracts/present';
import { formatMoney } from '@openprepay/quantities';
import type { Movement, MovementKind } from './movement.js';
import type { Vendor } from './vendor.js';

export const vendorToApi = (vendor: Vendor): VendorAnswer => ({
  vendorId: vendor.vendorId,
  name: vendor.name,
  currency: vendor.currency,
  floatBalance: formatMoney(vendor.floatMinor, vendor.currency),
  floatLimit: formatMoney(vendor.floatLimitMinor, vendor.currency),
  createdAt: vendor.createdAt.toISOString(),
});

function causeToApi(
  kind: MovementKind,
  causeId: string | undefined,
): Pick<MovementAnswer, 'depositId' | 'withdrawalId' | 'paymentId' | 'vendId'> {
  switch (kind) {
    case 'deposit':
      return present({ depositId: causeId });
    case 'withdrawal':
      return present({ withdrawalId: causeId });
    case 'account-payment':
    case 'payment-commission':
    case 'reversed-payment':
    case 'payment-commission-returned':
      return present({ paymentId: causeId });
    default:
      return present({ vendId: causeId });
  }
}

/** @param currency of the vendor */
export const movementToApi = (
  { position, kind, causeId, amountMinor, balanceMinor, movedAt }: Movement,
  currency: string,
): MovementAnswer => ({
  position: position.toString(),
  kind,
  ...causeToApi(kind, causeId),
  amount: formatMoney(amountMinor, currency),
  balance: formatMoney(balanceMinor, currency),
  at: movedAt.toISOString(),
});
