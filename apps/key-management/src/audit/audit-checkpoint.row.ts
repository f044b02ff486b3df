import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('audit_checkpoint')
export class AuditCheckpointRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('bigint') readonly sequence!: string;
  @Column('text') readonly hash!: string;
  @Column('timestamptz') readonly signedAt!: Date;
  @PrimaryColumn('text') readonly masterKeyId!: string;
  @Column('text') readonly signature!: string;
}
