import type { ExceptionKind } from '@openprepay/contracts/http/telemetry-exceptions';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Decision, ExceptionState } from './reading-exception.js';

@Entity('reading_exception')
export class ReadingExceptionRow {
  @PrimaryColumn('uuid') readonly exceptionId!: string;
  @Column('text') readonly utility!: string;
  @Column('text') readonly meterNumber!: string;
  @Column('text') readonly register!: string;
  @Column('text') readonly kind!: ExceptionKind;
  /** By which it is known again: there is one of its kind, meter and register. */
  @Column('timestamptz') readonly keyAt!: Date;
  @Column('timestamptz') readonly hour!: Date;
  @Column('timestamptz') readonly ts!: Date;
  @Column('timestamptz', { nullable: true }) readonly until!: Date | null;
  /** Exact decimals; numeric travels as text. */
  @Column('numeric', { nullable: true }) readonly value!: string | null;
  @Column('numeric', { nullable: true }) readonly other!: string | null;
  @Column('text') readonly state!: ExceptionState;
  @Column('timestamptz') readonly foundAt!: Date;
  @Column('text', { nullable: true }) readonly decision!: Decision | null;
  @Column('numeric', { nullable: true }) readonly decidedValue!: string | null;
  @Column('text', { nullable: true }) readonly reason!: string | null;
  @Column('text', { nullable: true }) readonly resolvedBy!: string | null;
  @Column('timestamptz', { nullable: true }) readonly resolvedAt!: Date | null;
}
