import { readFileSync } from 'node:fs';
import { type StaTables, parseStaTables } from '@openprepay/sts';

/** Licensed EA07 tables. @throws {Error} that names the file, never what is in it */
export function loadStaTables(file: string): StaTables {
  try {
    return parseStaTables(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    // The tables are licensed: neither the parser's excerpt nor a value of theirs may reach a log.
    const reason = cause instanceof SyntaxError ? 'it is not JSON' : cause instanceof Error ? cause.message : 'it cannot be read';
    throw new Error(`STA_TABLES_FILE ${file} cannot be used: ${reason}`);
  }
}
