/** Whose XMLVend: the base alone, or a dialect with what its vendor adds. */
export const profiles = ['plain', 'conlog', 'itron', 'hexing'] as const;
export type ProfileName = (typeof profiles)[number];

/** Where a type is declared. An element takes the namespace of the type that declares it, not of the type that it has. */
export const namespaces = {
  base: 'http://www.nrs.eskom.co.za/xmlvend/base/2.1/schema',
  revenue: 'http://www.nrs.eskom.co.za/xmlvend/revenue/2.1/schema',
  meter: 'http://www.nrs.eskom.co.za/xmlvend/meter/2.1/schema',
  conlog: 'http://www.conlog.co.za/xmlvend/base-ext/2.1.1/schema',
  eskomBase: 'http://www.eskom.co.za/xmlvend/base-ext/2.1.1/schema',
  eskomMeter: 'http://www.eskom.co.za/xmlvend/meter-ext/2.1/schema',
  eskomRevenue: 'http://www.eskom.co.za/xmlvend/revenue-ext/2.1/schema',
} as const;
export type NamespaceName = keyof typeof namespaces;

export const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** How a profile's servers spell what they write. What is read may use any prefixes. */
interface Spelling {
  /** Prefix of each namespace; `''` is the default one. */
  readonly prefixes: Readonly<Record<NamespaceName, string>>;
  readonly envelopePrefix: string;
  /** The element in a fault's detail. */
  readonly faultElement: { readonly name: string; readonly qualified: boolean };
}

const usual = {
  base: '',
  revenue: 'r',
  meter: 'm',
  conlog: 'cx',
  eskomBase: 'eb',
  eskomMeter: 'em',
  eskomRevenue: 'er',
} as const satisfies Record<NamespaceName, string>;

export const spellings: Readonly<Record<ProfileName, Spelling>> = {
  plain: { prefixes: usual, envelopePrefix: 'e', faultElement: { name: 'xmlvendFaultResp', qualified: true } },
  // Its fault's element stands in no namespace, so the base one cannot be the default.
  conlog: { prefixes: { ...usual, base: 'b' }, envelopePrefix: 'soap', faultElement: { name: 'XMLVendFaultResp', qualified: false } },
  itron: {
    prefixes: { ...usual, base: 'b0', revenue: 'r0', meter: 'm0' },
    envelopePrefix: 'soap',
    faultElement: { name: 'xmlvendFaultResp', qualified: true },
  },
  hexing: {
    prefixes: { ...usual, base: 'ns2', revenue: 'ns3', meter: 'ns4' },
    envelopePrefix: 'SOAP-ENV',
    faultElement: { name: 'xmlvendFaultResp', qualified: true },
  },
};
