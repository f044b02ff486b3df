import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('utility')
export class UtilityRow {
  @PrimaryColumn('text', { name: 'utility' })
  code!: string;

  @Column('text')
  name!: string;

  @Column('text')
  currency!: string;

  @Column('text', { name: 'time_zone' })
  timeZone!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
