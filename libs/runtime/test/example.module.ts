import { Readable } from 'node:stream';
import { Controller, Inject, Module } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import { currentTraceparent } from '@openprepay/messaging/trace';
import type { Page } from '@openprepay/persistence/page';
import { sql } from '@openprepay/persistence/sql';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import { Caller } from '../src/caller.js';
import { type Answer, answer, Endpoint, Input, type Reply } from '../src/endpoint.js';
import { CLOCK, LOGGER, provide } from '../src/service.js';
import { exampleApi, type KeyedAnswer, type NoteAnswer } from './example-api.js';

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

const { addNote, listNotes, readNote, importNotes, exportNotes, keyNote, twoCustodians, fail } = exampleApi.endpoints;

@Controller()
export class NotesController {
  static linesRead = 0;

  constructor(@Inject(Notes) private readonly notes: Notes) {}

  @Endpoint(addNote)
  async add(@Input() { body }: Input<typeof addNote>, @Caller() caller: Principal): Promise<NoteAnswer | Answer<202, NoteAnswer>> {
    const added = await this.notes.add(caller.utility, body.text);
    return body.text === 'later' ? answer(202, added, { location: `/v1/notes/${added.id}` }) : added;
  }

  @Endpoint(listNotes)
  async list(@Caller() caller: Principal): Promise<Page<NoteAnswer>> {
    return { items: await this.notes.list(caller.utility) };
  }

  @Endpoint(readNote)
  find(@Input() { params }: Input<typeof readNote>, @Caller() caller: Principal): Promise<NoteAnswer> {
    return this.notes.find(caller.utility, params.id);
  }

  @Endpoint(importNotes)
  import(@Input() { body }: Input<typeof importNotes>): { readonly bytes: number; readonly trace: string | undefined } {
    return { bytes: body.length, trace: currentTraceparent() };
  }

  /** Without an end: whoever reads it may go at any time. */
  @Endpoint(exportNotes)
  export(): Reply<typeof exportNotes> {
    const lines = function* (): Generator<string> {
      for (;;) yield `line ${++NotesController.linesRead}\n`;
    };
    return answer(200, Readable.from(lines()), { 'content-type': 'text/csv; charset=utf-8' });
  }

  @Endpoint(keyNote)
  key(@Input() { params, query, headers, body }: Input<typeof keyNote>): KeyedAnswer {
    return { ...params, ...query, key: headers['note-key'], body };
  }

  @Endpoint(twoCustodians)
  secret(): Record<string, never> {
    return {};
  }

  @Endpoint(fail)
  fail(@Input() { params: { how } }: Input<typeof fail>): never {
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

class Wrong {
  // @ts-expect-error the compiler holds a handler to the answers of its endpoint
  @Endpoint(readNote)
  answer(): { readonly text: number } {
    return { text: 1 };
  }

  // @ts-expect-error and its input to be that of its endpoint
  @Endpoint(readNote)
  input(@Input() _input: Input<typeof keyNote>): NoteAnswer {
    return { id: '', text: '' };
  }
}
export const wronglyWritten = Wrong;
