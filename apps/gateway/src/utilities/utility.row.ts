import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A utility. What others name their utility by is its own key here. */
@Entity('utility')
export class UtilityRow {
  @PrimaryColumn('text', { name: 'utility' })
  readonly code!: string;

  @Column('text')
  readonly name!: string;

  @Column('text')
  readonly currency!: string;

  @Column('text')
  readonly timeZone!: string;

  @Column('boolean')
  readonly sandbox!: boolean;

  @Column('timestamptz')
  readonly createdAt!: Date;
}
