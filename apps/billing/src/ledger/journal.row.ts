import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('journal_entry')
export class JournalEntryRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') utility!: string;
  @Column('text') reference!: string;
  @Column('text') currency!: string;
  @Column('text', { name: 'account_number', nullable: true }) accountNumber!: string | null;
  @Column('timestamptz') at!: Date;
}

@Entity('journal_line')
export class JournalLineRow {
  @PrimaryColumn('uuid', { name: 'entry_id' }) entryId!: string;
  @PrimaryColumn('smallint') position!: number;
  @Column('text') utility!: string;
  @Column('text') account!: string;
  @Column('text') currency!: string;
  @Column('numeric', { name: 'amount_minor' }) amountMinor!: string;
}
