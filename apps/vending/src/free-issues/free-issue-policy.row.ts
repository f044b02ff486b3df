import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a utility has said of units that are given; the last one holds, those before are kept. */
@Entity('free_issue_policy')
export class FreeIssuePolicyRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('integer') readonly position!: number;
  @Column('numeric') readonly approvalAboveTenths!: string;
  @Column('numeric', { nullable: true }) readonly perUserPerDayTenths!: string | null;
  @Column('text') readonly changedBySubject!: string;
  @Column('text') readonly changedByUsername!: string;
  @Column('boolean') readonly changedInOwnHands!: boolean;
  @Column('timestamptz') readonly changedAt!: Date;
}
