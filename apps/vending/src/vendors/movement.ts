import type { MoneyMinor } from '@openprepay/quantities';

/** Why a float changed. An opening balance is what it was when movements began to be kept. */
export type MovementKind =
  | 'opening'
  | 'deposit'
  | 'withdrawal'
  | 'vend'
  | 'account-payment'
  | 'failed-vend'
  | 'reversed-vend'
  | 'reversed-payment'
  | 'commission'
  | 'commission-returned'
  | 'payment-commission'
  | 'payment-commission-returned';

/** One change of a float. Its movements in their order explain a float from nothing to what it is. */
export interface Movement {
  /** 1, 2, 3, … without a gap. */
  readonly position: bigint;
  readonly kind: MovementKind;
  /** The vend, the payment of debts, the deposit or the withdrawal; an opening balance has neither. */
  readonly causeId: string | undefined;
  /** Below zero where the float paid. */
  readonly amountMinor: MoneyMinor;
  /** Of the float afterwards. */
  readonly balanceMinor: MoneyMinor;
  readonly movedAt: Date;
}

/** Money that comes into a float; below zero what a vend or a payment that came to nothing had earned, which comes with its own money. */
export interface Income {
  readonly kind: Extract<
    MovementKind,
    'deposit' | 'failed-vend' | 'reversed-vend' | 'commission-returned' | 'reversed-payment' | 'payment-commission-returned'
  >;
  readonly causeId: string;
  readonly amountMinor: MoneyMinor;
}
