import { enumerations, tables } from './all-tables.js';
import { primitives } from './primitives.js';
import { type NamespaceName, namespaces, type ProfileName, profiles } from './profile.js';
import { roots } from './root-tables.js';
import type { TypeSpec } from './type-table.js';

export interface FieldModel {
  readonly name: string;
  readonly attribute: boolean;
  /** Of the type that declares it. */
  readonly namespace: NamespaceName;
  /** A primitive, an enumeration or a type. */
  readonly type: string;
  readonly many: boolean;
  readonly required: boolean;
}

export interface TypeModel {
  readonly name: string;
  readonly namespace: NamespaceName;
  readonly abstract: boolean;
  /** The base type's first, in the order in which they are written. */
  readonly fields: readonly FieldModel[];
  readonly attributes: ReadonlyMap<string, FieldModel>;
  readonly elements: ReadonlyMap<string, FieldModel>;
  /** Itself and all that it extends. */
  readonly lineage: ReadonlySet<string>;
  /** Whether another type may stand where this one is asked for. */
  readonly extended: boolean;
}

export interface RootModel {
  readonly name: string;
  readonly namespace: NamespaceName;
  readonly type: string;
}

/** The tables as one profile knows them. */
export interface Model {
  readonly profile: ProfileName;
  readonly types: ReadonlyMap<string, TypeModel>;
  readonly roots: ReadonlyMap<string, RootModel>;
}

const FIELD = /^(\w+)([?*]?)(?: (\w+))?$/;
/** How far a type may be from what it extends in the end. */
const MAX_LINEAGE = 12;

const specs = new Map<string, TypeSpec & { readonly namespace: NamespaceName }>(
  Object.entries(tables).flatMap(([namespace, table]) =>
    Object.entries(table).map(([name, spec]): [string, TypeSpec & { namespace: NamespaceName }] => [
      name,
      { ...(spec as TypeSpec), namespace: namespace as NamespaceName },
    ]),
  ),
);

const known = (only: readonly ProfileName[] | undefined, profile: ProfileName): boolean => only === undefined || only.includes(profile);

function lineageOf(name: string): readonly string[] {
  const lineage: string[] = [];
  for (let at: string | undefined = name; at !== undefined; at = specs.get(at)?.from) {
    if (!specs.has(at) || lineage.length === MAX_LINEAGE) throw new RangeError(`the tables have no end of ${name}: ${at}`);
    lineage.unshift(at);
  }
  return lineage;
}

function ownFields(name: string, profile: ProfileName): readonly FieldModel[] {
  const { has = {}, namespace } = specs.get(name)!;
  return Object.entries(has).flatMap(([key, spec]) => {
    const [, type, mark, only] = FIELD.exec(spec) ?? [];
    if (type === undefined || !(type in primitives || type in enumerations || specs.has(type)))
      throw new RangeError(`the tables say nothing of ${name}.${key}`);
    if (only && only !== profile) return [];
    const attribute = key.startsWith('@');
    return [{ name: attribute ? key.slice(1) : key, attribute, namespace, type, many: mark === '*', required: mark === '' }];
  });
}

function typeModel(name: string, profile: ProfileName, parents: ReadonlySet<string>): TypeModel {
  const lineage = lineageOf(name);
  const fields = lineage.flatMap((part) => ownFields(part, profile));
  const byName = (attribute: boolean): ReadonlyMap<string, FieldModel> =>
    new Map(fields.filter((field) => field.attribute === attribute).map((field) => [field.name, field]));
  const { namespace, abstract } = specs.get(name)!;
  return {
    name,
    namespace,
    abstract: abstract === true,
    fields,
    attributes: byName(true),
    elements: byName(false),
    lineage: new Set(lineage),
    extended: parents.has(name),
  };
}

function build(profile: ProfileName): Model {
  const names = [...specs].filter(([, { only }]) => known(only, profile)).map(([name]) => name);
  // Whoever sends says which type it is wherever any profile has more than one: messages look alike in all of them.
  const parents = new Set([...specs.values()].flatMap(({ from }) => (from === undefined ? [] : [from])));
  return {
    profile,
    types: new Map(names.map((name) => [name, typeModel(name, profile, parents)])),
    roots: new Map(
      Object.entries(roots)
        .filter(([, root]) => known('only' in root ? root.only : undefined, profile))
        .map(([name, { namespace, type }]) => [name, { name, namespace, type }]),
    ),
  };
}

const models = new Map(profiles.map((profile) => [profile, build(profile)]));

export const modelOf = (profile: ProfileName): Model => models.get(profile)!;

const names = new Map<string, NamespaceName>(Object.entries(namespaces).map(([name, uri]) => [uri, name as NamespaceName]));
/** The namespace with this URI; undefined where it is none of ours. */
export const namespaceOf = (uri: string): NamespaceName | undefined => names.get(uri);
