import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('key_component')
export class KeyComponentRow {
  @PrimaryColumn('uuid', { name: 'vending_key_id' })
  vendingKeyId!: string;

  @PrimaryColumn('smallint')
  position!: number;

  @Column('text')
  utility!: string;

  @Column('text')
  custodian!: string;

  /** Null once the key has been made, or its draft abandoned: that the custodian took part is kept, the part is not. */
  @Column('text', { name: 'master_key_id', nullable: true })
  masterKeyId!: string | null;

  @Column('bytea', { name: 'wrapped_component', nullable: true })
  wrappedComponent!: Buffer | null;

  @Column('timestamptz', { name: 'entered_at' })
  enteredAt!: Date;
}
