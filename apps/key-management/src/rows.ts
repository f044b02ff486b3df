import type { RowClass } from '@openprepay/persistence/data-source';
import { AuditEntryRow } from './audit/audit-entry.row.js';
import { SupplyGroupRow } from './supply-groups/supply-group.row.js';
import { KnownMeterRow } from './tokens/known-meter.row.js';
import { KeyComponentRow } from './vending-keys/key-component.row.js';
import { VendingKeyRow } from './vending-keys/vending-key.row.js';

export const keyManagementRows: readonly RowClass[] = [AuditEntryRow, KeyComponentRow, KnownMeterRow, SupplyGroupRow, VendingKeyRow];
