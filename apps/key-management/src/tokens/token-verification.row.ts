import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('token_verification')
export class TokenVerificationRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly utility!: string;
  @Column('timestamptz') readonly at!: Date;
  @Column('text') readonly actorSubject!: string;
  @Column('text') readonly actorUsername!: string;
  @Column('text') readonly meterNumber!: string;
  @Column('uuid') readonly vendingKeyId!: string;
  @Column('boolean') readonly issuedHere!: boolean;
  @Column('boolean') readonly valid!: boolean;
}
