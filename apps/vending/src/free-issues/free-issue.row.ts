import { Column, Entity, PrimaryColumn } from 'typeorm';

/** That somebody wanted units given to a meter, and what became of it. */
@Entity('free_issue')
export class FreeIssueRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly freeIssueId!: string;
  @Column('text') readonly kind!: string;
  @Column('text') readonly idempotencyKey!: string;
  @Column('text') readonly meterNumber!: string;
  @Column('numeric') readonly unitsTenths!: string;
  @Column('text') readonly unit!: string;
  @Column('text') readonly reason!: string;
  @Column('boolean') readonly takesTwo!: boolean;
  @Column('text') readonly state!: string;
  @Column('text') readonly requestedBySubject!: string;
  @Column('text') readonly requestedByUsername!: string;
  @Column('timestamptz') readonly requestedAt!: Date;
  @Column('text', { nullable: true }) readonly decidedBySubject!: string | null;
  @Column('text', { nullable: true }) readonly decidedByUsername!: string | null;
  @Column('timestamptz', { nullable: true }) readonly decidedAt!: Date | null;
  @Column('text', { nullable: true }) readonly refusal!: string | null;
  @Column('uuid', { nullable: true }) readonly vendId!: string | null;
  @Column('uuid', { nullable: true }) readonly replacementId!: string | null;
}
