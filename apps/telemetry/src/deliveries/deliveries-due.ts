import type { Signal } from '@openprepay/pace/signal';
import { token } from '@openprepay/runtime/service';

/** Woken when there may be something to send. */
export const DELIVERIES_DUE = token<Signal>('deliveries due');
