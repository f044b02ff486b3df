import { Column, Entity, PrimaryColumn } from 'typeorm';

/** That a meter took the place of another one. */
@Entity('meter_replacement')
export class ReplacementRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly replacementId!: string;
  @Column('text') readonly meterNumber!: string;
  @Column('text') readonly newMeterNumber!: string;
  @Column('text') readonly reason!: string;
  @Column('uuid', { nullable: true }) readonly freeIssueId!: string | null;
  @Column('text') readonly replacedBySubject!: string;
  @Column('text') readonly replacedByUsername!: string;
  @Column('timestamptz') readonly replacedAt!: Date;
}
