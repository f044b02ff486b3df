import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BatchSum, CountedMoney } from './batch.js';

/** `Value` as JSON has it, which knows no bigint. */
export type AsText<Value> = { readonly [Key in keyof Value]: Value[Key] extends bigint ? string : Value[Key] };

/** A batch of a till's sales; closed, it does not change any more. */
@Entity('batch')
export class BatchRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly batchId!: string;
  @Column('text') readonly kind!: string;
  @Column('integer') readonly number!: number;
  @Column('text') readonly till!: string;
  @Column('uuid', { nullable: true }) readonly vendorId!: string | null;
  @Column('timestamptz') readonly openedAt!: Date;
  @Column('text') readonly openedBy!: string;
  @Column('timestamptz', { nullable: true }) readonly closedAt!: Date | null;
  @Column('text', { nullable: true }) readonly closedBy!: string | null;
  @Column('jsonb', { nullable: true }) readonly totals!: readonly AsText<BatchSum>[] | null;
  @Column('jsonb', { nullable: true }) readonly counted!: readonly AsText<CountedMoney>[] | null;
}
