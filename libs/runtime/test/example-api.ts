import { defineApi } from '@openprepay/contracts/http/api';
import { endpoint, readByDomain, refusedAs, type Wire } from '@openprepay/contracts/http/endpoint';
import { pageAnswer, pageQuery } from '@openprepay/contracts/http/page';
import { z } from 'zod';

const CSV_LIMIT_BYTES = 2_000_000;
const tag = 'Notes';
const access = { roles: ['clerk'] } as const;
const ofNote = z.object({ id: z.string().max(60) });

const note = z.object({ id: z.uuid(), text: z.string() }).meta({ id: 'Note' });
export type NoteAnswer = Wire<typeof note>;

const keyed = z.object({ id: z.string(), key: z.string(), times: z.int().optional(), body: z.unknown() });
export type KeyedAnswer = Wire<typeof keyed>;

/** The contract of the example: one endpoint for each thing that a contract can say. */
export const exampleApi = defineApi({
  service: 'example',
  title: 'Example',
  publicPath: '/api/example',
  errors: { 'example.note_not_found': 404, 'example.note_refused': 409, 'example.key_missing': 400, 'example.key_invalid': 400 },
  endpoints: {
    addNote: endpoint({
      method: 'POST',
      path: '/v1/notes',
      summary: 'Write a note',
      tag,
      access,
      body: z.strictObject({ text: z.string().min(1).max(50), tags: z.array(z.string()).optional() }),
      answers: { 201: note, 202: note },
      answerHeaders: z.object({ location: z.string().optional() }),
    }),
    listNotes: endpoint({
      method: 'GET',
      path: '/v1/notes',
      summary: 'Read the notes',
      tag,
      access,
      query: pageQuery({}),
      answers: { 200: pageAnswer(note) },
    }),
    readNote: endpoint({
      method: 'GET',
      path: '/v1/notes/:id',
      summary: 'Read a note',
      tag,
      access,
      params: ofNote,
      answers: { 200: note },
      errors: ['example.note_not_found'],
    }),
    importNotes: endpoint({
      method: 'POST',
      path: '/v1/notes/import',
      summary: 'Import',
      tag,
      access,
      consumes: ['text/csv'],
      bodyLimit: CSV_LIMIT_BYTES,
      body: z.string(),
      answers: { 200: z.object({ bytes: z.int(), trace: z.string().optional() }) },
    }),
    exportNotes: endpoint({
      method: 'GET',
      path: '/v1/notes/export.csv',
      summary: 'Export',
      tag,
      access,
      answers: { 200: 'text/csv' },
    }),
    keyNote: endpoint({
      method: 'PUT',
      path: '/v1/notes/:id/key',
      summary: 'A header of the contract, and a body that the domain reads',
      tag,
      access,
      params: ofNote,
      query: z.strictObject({ times: z.coerce.number().int().max(9).optional() }),
      headers: z.object({
        'note-key': refusedAs(z.string().regex(/^[a-z]{1,8}$/), { missing: 'example.key_missing', invalid: 'example.key_invalid' }),
      }),
      body: readByDomain(z.strictObject({ colour: z.enum(['red', 'blue']) })),
      answers: { 200: keyed },
      errors: ['example.key_missing', 'example.key_invalid'],
    }),
    twoCustodians: endpoint({
      method: 'POST',
      path: '/v1/notes/secret',
      summary: 'Two custodians',
      tag,
      access: { roles: ['custodian'], adminExcluded: true },
      answers: { 200: z.object({}) },
    }),
    fail: endpoint({
      method: 'GET',
      path: '/v1/notes/fails/:how',
      summary: 'Fails',
      tag,
      access: { public: true },
      params: z.object({ how: z.string() }),
      answers: { 200: z.object({}) },
      errors: ['example.note_refused'],
      hook: true,
    }),
  },
});
