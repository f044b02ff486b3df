import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The newest value of each register. */
@Entity('meter_register')
export class MeterRegisterRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly meterNumber!: string;
  @PrimaryColumn('text') readonly register!: string;
  /** An exact decimal; numeric travels as text. */
  @Column('numeric') readonly value!: string;
  @Column('timestamptz') readonly ts!: Date;
  @Column('timestamptz') readonly receivedAt!: Date;
}
