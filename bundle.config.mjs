// One file of a service with all that it imports: it loads in a third of the processor time that its modules take one by one.
import path from 'node:path';
import { defineConfig } from 'vite';

const service = process.cwd();
/** What a service starts beside itself is bundled by its own name: `vite build --mode token-process`. */
const entryOf = (mode) => (mode === 'production' ? 'main' : mode);

/** Asked for by libraries that do without them, and native code, which cannot be in a file of text. */
const leftOut = [
  '@fastify/static',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/microservices/microservices-module.js',
  '@nestjs/websockets/socket-module.js',
  '@node-rs/argon2',
  'class-transformer',
  'class-validator',
  // reads its fonts' measures from files beside it
  'pdfkit',
  'pg-native',
];

export default defineConfig(({ mode }) => ({
  root: service,
  logLevel: 'warn',
  build: {
    ssr: path.join(service, `dist/${entryOf(mode)}.js`),
    // As deep as the files it is made of, so that their way to the assets holds.
    outDir: path.join(service, 'bundle/service'),
    emptyOutDir: mode === 'production',
    minify: false,
    target: 'node20',
    rolldownOptions: {
      output: {
        entryFileNames: `${entryOf(mode)}.js`,
        // Names of classes are names of tables and of what Nest injects.
        keepNames: true,
        // A running service keeps its text in memory, and one letter beyond Latin-1 makes every letter of it two octets.
        charset: 'ascii',
        comments: { legal: true, annotation: false, jsdoc: false },
      },
    },
  },
  ssr: { noExternal: true, external: leftOut },
}));
