import { Body, Controller, Get, Inject, Module, Param, Post, Query } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import { currentTraceparent } from '@openprepay/messaging/trace';
import { sql } from '@openprepay/persistence/sql';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import { z } from 'zod';
import { Caller } from '../src/caller.js';
import { type Answer, answer, Endpoint, valid } from '../src/endpoint.js';
import { CLOCK, LOGGER, provide } from '../src/service.js';

/** The smallest whole service: one table, one use case, one controller, wired as every service is. */
export class CreateNote1700000001000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('create table note (id uuid primary key, utility text not null, text text not null)');
    await protectByUtility(queryRunner, 'note');
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table note');
  }
}

export class NoteError extends Error {
  override readonly name = 'NoteError';
  constructor(
    readonly code: 'example.note_not_found' | 'example.note_refused',
    message: string,
  ) {
    super(message);
  }
}
export const noteStatus = { 'example.note_not_found': 404, 'example.note_refused': 409 } as const;

interface Note {
  readonly id: string;
  readonly text: string;
}

export class Notes {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async add(utility: string, text: string): Promise<Note> {
    const note = { id: this.clock.newId(), text };
    await this.unitOfWork.run(utility, (tx) => sql(tx, 'insert into note values ($1, $2, $3)', [note.id, utility, text]));
    return note;
  }

  async find(utility: string, id: string): Promise<Note> {
    const [note] = await this.unitOfWork.run(utility, (tx) => sql<Note>(tx, 'select id, text from note where id = $1', [id]));
    if (!note) throw new NoteError('example.note_not_found', 'there is no such note');
    return note;
  }

  async list(utility: string): Promise<readonly Note[]> {
    return this.unitOfWork.run(utility, (tx) => sql<Note>(tx, 'select id, text from note order by id'));
  }
}

const noteBody = z.strictObject({ text: z.string().min(1).max(50), tags: z.array(z.string()).optional() });
const note = z.object({ id: z.uuid(), text: z.string() });
const CSV_LIMIT_BYTES = 2_000_000;

@Controller('v1/notes')
export class NotesController {
  constructor(@Inject(Notes) private readonly notes: Notes) {}

  @Post()
  @Endpoint({ summary: 'Write a note', roles: ['clerk'], answers: { 201: note, 202: note } })
  async add(@Body(valid(noteBody)) body: z.output<typeof noteBody>, @Caller() caller: Principal): Promise<Note | Answer> {
    const added = await this.notes.add(caller.utility, body.text);
    return body.text === 'later' ? answer(202, added, { location: `/v1/notes/${added.id}` }) : added;
  }

  @Get()
  @Endpoint({ summary: 'Read the notes', roles: ['clerk'], answers: { 200: z.object({ items: z.array(note) }) } })
  async list(
    @Query(valid(z.object({ limit: z.coerce.number().int().max(500).optional() }))) _query: unknown,
    @Caller() caller: Principal,
  ): Promise<{ readonly items: readonly Note[] }> {
    return { items: await this.notes.list(caller.utility) };
  }

  @Get(':id')
  @Endpoint({ summary: 'Read a note', roles: ['clerk'], answers: { 200: note } })
  find(@Param('id', valid(z.string().max(60))) id: string, @Caller() caller: Principal): Promise<Note> {
    return this.notes.find(caller.utility, id);
  }

  @Post('import')
  @Endpoint({
    summary: 'Import',
    roles: ['clerk'],
    consumes: ['text/csv'],
    bodyLimit: CSV_LIMIT_BYTES,
    body: z.string(),
    answers: { 200: z.object({ bytes: z.int() }) },
  })
  import(@Body(valid(z.string())) csv: string): { readonly bytes: number; readonly trace: string | undefined } {
    return { bytes: csv.length, trace: currentTraceparent() };
  }

  @Post('secret')
  @Endpoint({ summary: 'Two custodians', roles: ['custodian'], adminExcluded: true, answers: { 200: z.object({}) } })
  secret(): object {
    return {};
  }

  @Get('fails/:how')
  @Endpoint({ summary: 'Fails', public: true, answers: { 200: z.object({}) } })
  fail(@Param('how') how: string): never {
    if (how === 'coded') throw new NoteError('example.note_refused', 'no');
    if (how === 'unmapped') throw Object.assign(new Error('not in the table'), { code: 'other.unmapped_code' });
    throw new Error('planted-bug-message');
  }
}

@Module({
  controllers: [NotesController],
  providers: [provide(Notes, [UnitOfWork, CLOCK])],
})
export class ExampleModule {}

// @ts-expect-error the compiler checks the wiring: a logger is no clock
export const wronglyWired = provide(Notes, [UnitOfWork, LOGGER]);
