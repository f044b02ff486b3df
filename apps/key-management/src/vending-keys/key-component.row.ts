import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('key_component')
export class KeyComponentRow {
  @PrimaryColumn('uuid') readonly vendingKeyId!: string;
  @PrimaryColumn('smallint') readonly position!: number;
  @Column('text') readonly utility!: string;
  @Column('text') readonly custodian!: string;

  /** Null once the key has been made, or its draft abandoned: that the custodian took part is kept, the part is not. */
  @Column('text', { nullable: true }) readonly masterKeyId!: string | null;
  @Column('bytea', { nullable: true }) readonly wrappedComponent!: Buffer | null;
  @Column('timestamptz') readonly enteredAt!: Date;
}
