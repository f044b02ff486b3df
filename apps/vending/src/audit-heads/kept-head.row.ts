import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('vault_audit_head')
export class KeptHeadRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('bigint') readonly sequence!: string;
  @PrimaryColumn('text') readonly hash!: string;
  @Column('timestamptz') readonly signedAt!: Date;
  @Column('text') readonly masterKeyId!: string;
  @Column('text') readonly signature!: string;
  @Column('timestamptz') readonly receivedAt!: Date;
  @Column('boolean') readonly contradicts!: boolean;
}
