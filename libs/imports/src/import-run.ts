/** Bytes that a file is kept in pieces of, and about as many are worked on in one transaction. */
export const CHUNK_BYTES = 131_072;

/** `receiving`: still coming. `waiting`: all of it is kept, and rows are being taken. `done`: every row was taken or refused. */
export type ImportState = 'receiving' | 'waiting' | 'done';

/** A file on its way in. */
export interface ImportRun {
  readonly utility: string;
  readonly importId: string;
  readonly state: ImportState;
  /** As the header names them, in its order. */
  readonly columns: readonly string[];
  /** Of the whole file. */
  readonly bytes: number;
  /** The byte that the next row begins at. */
  readonly position: number;
  /** What comes at the position is the rest of a row that was refused for its size. */
  readonly skipping: boolean;
  /** Rows of the file that are behind the position, blank ones and the header too. */
  readonly lines: number;
  readonly accepted: number;
  /** Rows, however much is wrong with each. */
  readonly refused: number;
  /** The utility's, as whoever sent the file had it; empty where that was not kept yet. */
  readonly currency: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly endedAt: Date | undefined;
}

/** Why a row was not taken, at one of its columns. */
export interface Refusal {
  readonly row: number;
  readonly column: string | undefined;
  readonly code: string;
  readonly message: string;
  /** The beginning of what the cell holds. */
  readonly value: string;
}
