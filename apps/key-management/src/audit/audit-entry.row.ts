import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('audit_entry')
export class AuditEntryRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('bigint') readonly sequence!: string;
  @Column('timestamptz') readonly at!: Date;
  @Column('text') readonly actorSubject!: string;
  @Column('text') readonly actorUsername!: string;
  @Column('text') readonly action!: string;
  @Column('text') readonly target!: string;
  @Column('text') readonly details!: string;
  @Column('text') readonly previousHash!: string;
  @Column('text') readonly hash!: string;
}
