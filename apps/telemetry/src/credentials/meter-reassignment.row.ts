import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A record: rows are added and never changed. */
@Entity('meter_reassignment')
export class MeterReassignmentRow {
  @PrimaryColumn('uuid') readonly reassignmentId!: string;
  @Column('text') readonly utility!: string;
  @Column('text') readonly meterNumber!: string;
  @Column('text', { nullable: true }) readonly formerUtility!: string | null;
  @Column('boolean') readonly credentialsRevoked!: boolean;
  @Column('text', { nullable: true }) readonly reason!: string | null;
  @Column('text') readonly reassignedBy!: string;
  @Column('timestamptz') readonly reassignedAt!: Date;
}
