import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ReportingCustomer } from './fault-report.js';

/** What a customer has told a till. */
@Entity('fault_report')
export class FaultReportRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly reportId!: string;
  @Column('uuid') readonly vendorId!: string;
  @Column('text') readonly door!: string;
  @Column('text') readonly reference!: string;
  @Column('text') readonly kind!: string;
  @Column('text', { nullable: true }) readonly description!: string | null;
  @Column('text', { nullable: true }) readonly meterNumber!: string | null;
  @Column('jsonb', { nullable: true }) readonly customer!: ReportingCustomer | null;
  @Column('text') readonly reportedBy!: string;
  @Column('timestamptz') readonly reportedAt!: Date;
}
