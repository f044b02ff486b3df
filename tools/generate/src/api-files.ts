import type { Api } from '@openprepay/contracts/http/api';
import { apis } from '@openprepay/contracts/http/apis';
import { openApiDocument } from '@openprepay/contracts/http/openapi';
import type { GeneratedFiles } from './contracts-folder.js';

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

/** One OpenAPI document per service, drawn from its contract. */
export function apiFiles(): ApiFiles {
  const documents = Object.values<Api>(apis).map((api) => ({ service: api.service, document: openApiDocument(api) }));
  return {
    files: new Map(documents.map(({ service, document }) => [fileOf(service), `${JSON.stringify(document, null, 2)}\n`])),
    apis: documents.map(({ service, document }) => ({ service, file: fileOf(service), endpoints: endpointsOf(document) })),
  };
}

const fileOf = (service: string): string => `${service}.openapi.json`;

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
