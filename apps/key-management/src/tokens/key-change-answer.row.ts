import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('key_change_answer')
export class KeyChangeAnswerRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly requestId!: string;
  @Column('bytea') readonly digest!: Buffer;
  @Column('text') readonly meterNumber!: string;
  @Column('text') readonly meterPan!: string;
  /** Null where it was refused, as all that is of the set. */
  @Column('uuid', { nullable: true }) readonly fromKeyId!: string | null;
  @Column('uuid', { nullable: true }) readonly toKeyId!: string | null;
  @Column('jsonb', { nullable: true }) readonly tokens!: readonly string[] | null;
  @Column('boolean', { nullable: true }) readonly rollover!: boolean | null;
  @Column('boolean', { nullable: true }) readonly sampleTables!: boolean | null;
  @Column('text', { nullable: true }) readonly refusalCode!: string | null;
  @Column('text', { nullable: true }) readonly refusalReason!: string | null;
  @Column('timestamptz') readonly answeredAt!: Date;
}
