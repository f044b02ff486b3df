import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('audit_entry')
export class AuditEntryRow {
  @PrimaryColumn('text')
  utility!: string;

  @PrimaryColumn('bigint')
  sequence!: string;

  @Column('timestamptz')
  at!: Date;

  @Column('text', { name: 'actor_subject' })
  actorSubject!: string;

  @Column('text', { name: 'actor_username' })
  actorUsername!: string;

  @Column('text')
  action!: string;

  @Column('text')
  target!: string;

  @Column('text')
  details!: string;

  @Column('text', { name: 'previous_hash' })
  previousHash!: string;

  @Column('text')
  hash!: string;
}
