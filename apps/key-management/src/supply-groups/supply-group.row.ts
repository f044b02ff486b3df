import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('supply_group')
export class SupplyGroupRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly supplyGroupCode!: string;
  @Column('text') readonly name!: string;
  @Column('timestamptz') readonly createdAt!: Date;
}
