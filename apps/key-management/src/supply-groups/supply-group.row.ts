import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('supply_group')
export class SupplyGroupRow {
  @PrimaryColumn('text')
  utility!: string;

  @PrimaryColumn('text', { name: 'supply_group_code' })
  supplyGroupCode!: string;

  @Column('text')
  name!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
