import { MAX_IMPORT_BYTES } from '@openprepay/contracts/http/imports';
import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { type Columns, readHeader } from './csv-header.js';
import { CHUNK_BYTES } from './import-run.js';
import type { ImportRepository } from './import.repository.js';

/** What is wrong with a file as a whole. */
export type FileFlaw = { readonly kind: 'header'; readonly message: string } | { readonly kind: 'too-large'; readonly message: string };

export interface ReceiveOptions {
  readonly columns: Columns;
  /** The service's error of it. */
  readonly refusal: (flaw: FileFlaw) => Error;
}

/** Keeps a file as it comes, piece by piece: no more than one of them is in memory. Once all of it is kept its rows are taken. */
export class ReceiveImport {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly imports: ImportRepository,
    private readonly clock: Clock,
    private readonly options: ReceiveOptions,
  ) {}

  /**
   * @param body bytes of the file
   * @returns the id of the import
   * @throws what `refusal` makes of a file with another header, or of more than `MAX_IMPORT_BYTES`; what `body` throws. Nothing is kept then
   */
  async execute({ utility, username, currency }: Principal, body: AsyncIterable<Uint8Array>): Promise<string> {
    const importId = this.clock.newId();
    let kept = 0;
    let bytes = 0;
    try {
      for await (const { piece, last } of piecesOf(body)) {
        bytes += piece.length;
        if (bytes > MAX_IMPORT_BYTES)
          throw this.options.refusal({ kind: 'too-large', message: `a file has at most ${MAX_IMPORT_BYTES} bytes` });
        const header = kept === 0 ? readHeader(piece, this.options.columns, { last }) : undefined;
        if (header && 'flaw' in header) throw this.options.refusal({ kind: 'header', message: header.flaw });
        const at = this.clock.now();
        const nth = kept++;
        await this.unitOfWork.run(utility, async (tx) => {
          if (header)
            await this.imports.begin(tx, {
              importId,
              columns: header.columns,
              position: header.end,
              currency,
              createdAt: at,
              createdBy: username,
            });
          await this.imports.keep(tx, importId, { nth, bytes: piece, at });
          if (last) await this.imports.received(tx, importId, { bytes, at });
        });
      }
      return importId;
    } catch (error) {
      if (kept > 0) await this.unitOfWork.run(utility, (tx) => this.imports.abandon(tx, importId));
      throw error;
    }
  }
}

/** Pieces of one size, however the bytes come; the last one is what is left, and is there for an empty body too. */
async function* piecesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<{ readonly piece: Uint8Array; readonly last: boolean }> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const bytes of body) {
    waiting.push(bytes);
    length += bytes.length;
    while (length > CHUNK_BYTES) {
      const all = Buffer.concat(waiting);
      yield { piece: all.subarray(0, CHUNK_BYTES), last: false };
      waiting = [all.subarray(CHUNK_BYTES)];
      length -= CHUNK_BYTES;
    }
  }
  yield { piece: Buffer.concat(waiting), last: true };
}
