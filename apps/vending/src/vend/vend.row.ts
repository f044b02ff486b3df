import type { KeyChangeToken } from '@openprepay/contracts/key-management';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BlocksAfter } from '@openprepay/tariffs';
import type { VendCommissionJson } from '../commissions/commission-json.js';
import type { MeterKeyData } from '../meters/meter.js';
import type { FixedChargeJson } from '../supplies/fixed-charge-json.js';
import type { DebtTakenJson, LineJson, TokenJson } from './vend-json.js';

/** A vend: what was sold, what came of it, and what the meter said. */
@Entity('vend')
export class VendRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly vendId!: string;
  @Column('uuid', { nullable: true }) readonly vendorId!: string | null;
  @Column('text') readonly idempotencyKey!: string;
  @Column('text') readonly soldBy!: string;
  @Column('text') readonly state!: string;
  @Column('text') readonly meterNumber!: string;
  @Column('text') readonly meterPan!: string;
  @Column('jsonb') readonly keyData!: MeterKeyData;
  @Column('uuid') readonly supplyId!: string;
  @Column('text', { nullable: true }) readonly accountNumber!: string | null;
  @Column('text') readonly commodity!: string;
  @Column('text') readonly currency!: string;
  @Column('numeric') readonly tenderMinor!: string;
  @Column('numeric', { nullable: true }) readonly unitsAskedTenths!: string | null;
  @Column('text') readonly paymentMethod!: string;
  @Column('numeric') readonly unitsTenths!: string;
  @Column('text') readonly unitsMonth!: string;
  /** Of units that were given and not sold. */
  @Column('text', { nullable: true }) readonly grantKind!: string | null;
  /** Whether those fill the blocks of their month. */
  @Column('boolean', { nullable: true }) readonly grantCounts!: boolean | null;
  @Column('text') readonly tariffCode!: string;
  @Column('integer') readonly tariffVersion!: number;
  @Column('jsonb') readonly lines!: readonly LineJson[];
  @Column('jsonb') readonly fixedChargesTaken!: readonly FixedChargeJson[];
  @Column('jsonb') readonly debtsTaken!: readonly DebtTakenJson[];
  @Column('jsonb', { nullable: true }) readonly blocks!: BlocksAfter | null;
  @Column('jsonb', { nullable: true }) readonly commission!: VendCommissionJson | null;
  /** All parts of `commission`. */
  @Column('numeric') readonly commissionMinor!: string;
  @Column('timestamptz') readonly acceptedAt!: Date;
  @Column('timestamptz') readonly tokenRequestedAt!: Date;
  /** No answer for longer than any vault takes. */
  @Column('timestamptz', { nullable: true }) readonly stuckSince!: Date | null;
  @Column('timestamptz', { nullable: true }) readonly cancelledAt!: Date | null;
  @Column('text', { nullable: true }) readonly cancelledBy!: string | null;
  @Column('text', { nullable: true }) readonly cancelReason!: string | null;
  @Column('text', { nullable: true }) readonly receiptNumber!: string | null;
  @Column('jsonb', { nullable: true }) readonly tokens!: readonly TokenJson[] | null;
  @Column('jsonb', { nullable: true }) readonly keyChangeTokens!: readonly KeyChangeToken[] | null;
  @Column('boolean', { nullable: true }) readonly sampleTables!: boolean | null;
  @Column('text', { nullable: true }) readonly failureCode!: string | null;
  @Column('text', { nullable: true }) readonly failureReason!: string | null;
  @Column('timestamptz', { nullable: true }) readonly settledAt!: Date | null;
  @Column('uuid', { nullable: true }) readonly reversalId!: string | null;
  @Column('timestamptz', { nullable: true }) readonly reversedAt!: Date | null;
  @Column('text', { nullable: true }) readonly reversalReceiptNumber!: string | null;
  @Column('integer') readonly reprints!: number;
  @Column('text') readonly deliveryState!: string;
  @Column('timestamptz', { nullable: true }) readonly deliveryAt!: Date | null;
  @Column('text', { nullable: true }) readonly deliveryCode!: string | null;
  @Column('text', { nullable: true }) readonly creditRemaining!: string | null;
}
