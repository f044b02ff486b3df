import type { Signal } from '@openprepay/pace/signal';
import { token } from '@openprepay/runtime/service';

/** Woken when a command may go, or may have been done. */
export const COMMANDS_DUE = token<Signal>('commands due');
