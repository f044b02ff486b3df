import { access } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Api } from '@openprepay/contracts/http/api';
import { billingApi } from '@openprepay/contracts/http/billing';
import { keyManagementApi } from '@openprepay/contracts/http/key-management';
import { openApiDocument } from '@openprepay/contracts/http/openapi';
import { telemetryApi } from '@openprepay/contracts/http/telemetry';
import { vendingApi } from '@openprepay/contracts/http/vending';
import { openApiDocument as documentOfModule } from '@openprepay/runtime/openapi';
import type { GeneratedFiles } from './contracts-folder.js';

/** The documents of these are drawn from their contracts. */
const APIS: Readonly<Record<string, Api>> = {
  billing: billingApi,
  'key-management': keyManagementApi,
  telemetry: telemetryApi,
  vending: vendingApi,
};
/** As in `apps/`. */
const SERVICES = ['billing', 'gateway', 'key-management', 'telemetry', 'vending'] as const;

export interface ApiFiles {
  readonly files: GeneratedFiles;
  readonly apis: readonly { readonly service: string; readonly file: string; readonly endpoints: readonly ApiEndpoint[] }[];
}

export interface ApiEndpoint {
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  /** Who may call it, in words. */
  readonly access: string;
}

interface Operation {
  readonly summary: string;
  readonly security: readonly unknown[];
  readonly 'x-roles'?: readonly string[];
  readonly 'x-admin'?: boolean;
  readonly 'x-platform'?: boolean;
}
type Module = Parameters<typeof documentOfModule>[0]['module'];

/** One OpenAPI document per service; no service is started for it. */
export async function apiFiles(root: string): Promise<ApiFiles> {
  const files = new Map<string, string>();
  const apis: ApiFiles['apis'][number][] = [];
  for (const service of SERVICES) {
    const folder = path.join(root, 'apps', service);
    const document = await documentOf(folder, service);
    const file = `${service}.openapi.json`;
    files.set(file, `${JSON.stringify(document, null, 2)}\n`);
    apis.push({ service, file, endpoints: endpointsOf(document) });
  }
  return { files, apis };
}

async function documentOf(folder: string, service: string): Promise<Readonly<Record<string, unknown>>> {
  const api = APIS[service];
  if (api !== undefined) return openApiDocument(api);
  return documentOfModule({ title: `OpenPrepay ${service}`, version: '0.1.0', module: await moduleOf(folder, service) });
}

/** `VendingModule` of `dist/vending.module.js`. */
async function moduleOf(folder: string, service: string): Promise<Module> {
  const file = path.join(folder, 'dist', `${service}.module.js`);
  await access(file).catch((cause: unknown) => {
    throw new Error(`${service} is not built: there is no ${file}`, { cause });
  });
  const exported = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  const name = `${service.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Module`;
  const module = exported[name];
  if (typeof module !== 'function') throw new Error(`${file} does not export ${name}`);
  return module as Module;
}

function endpointsOf(document: Readonly<Record<string, unknown>>): readonly ApiEndpoint[] {
  const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  return Object.entries(paths).flatMap(([route, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: route,
      summary: operation.summary,
      access: accessOf(operation, method),
    })),
  );
}

function accessOf(
  { security, 'x-roles': roles = [], 'x-admin': admin = true, 'x-platform': platform = false }: Operation,
  method: string,
): string {
  if (security.length === 0) return 'anybody';
  if (platform) return 'those who run the installation';
  if (roles.includes('*')) return 'whoever is signed in';
  const all = [...roles, ...(admin ? ['admin'] : []), ...(method === 'get' ? ['auditor'] : [])];
  return [...new Set(all)].join(', ');
}
