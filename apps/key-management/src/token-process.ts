import { serveToken } from './security-module/pkcs11/serve-token.js';

/** The process that owns the session with a PKCS#11 token. The vault begins it, and it ends with the vault. */
const serve = serveToken((message) => void process.send?.(message));
process.on('message', (message) => void serve(message as Parameters<typeof serve>[0]));
process.on('disconnect', () => process.exit());
// Ctrl-C in a terminal reaches both: the vault has its last calls answered first.
process.on('SIGINT', () => undefined);
