import { loadMigrateConfig } from './standalone.config.js';
import { provisionDatabases } from './databases.js';
import { migrateServices } from './migrate-services.js';

/** Makes the services' databases and roles on a server and brings their tables up to date: what a deployment runs first. */
const { adminUrl, passwords, root, environment } = loadMigrateConfig(process.env);
const databases = await provisionDatabases(adminUrl, passwords);
await migrateServices({ root, environment }, databases);
process.stdout.write(`${JSON.stringify({ migrated: [...databases.keys()] })}\n`);
