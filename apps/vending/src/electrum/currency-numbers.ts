/** Currencies by their numbers of ISO 4217, as this interface writes them. @source ISO 4217, list one */
const NUMBERS: Readonly<Record<string, string>> = Object.fromEntries(
  `AED784 AOA973 ARS032 AUD036 BDT050 BIF108 BOB068 BRL986 BWP072 CAD124 CDF976 CHF756 CLP152 CNY156 COP170 CVE132 DJF262 DOP214
   DZD012 EGP818 ERN232 ETB230 EUR978 FJD242 GBP826 GHS936 GMD270 GNF324 GTQ320 GYD328 HNL340 HTG332 IDR360 ILS376 INR356 IQD368
   JMD388 JOD400 JPY392 KES404 KHR116 KMF174 KRW410 LAK418 LBP422 LKR144 LRD430 LSL426 LYD434 MAD504 MGA969 MMK104 MRU929 MUR480
   MWK454 MXN484 MYR458 MZN943 NAD516 NGN566 NIO558 NPR524 NZD554 OMR512 PEN604 PGK598 PHP608 PKR586 PYG600 QAR634 RWF646 SAR682
   SBD090 SCR690 SDG938 SLE925 SOS706 SSP728 STN930 SZL748 THB764 TND788 TTD780 TZS834 UGX800 USD840 UYU858 VND704 VUV548 WST882
   XAF950 XOF952 YER886 ZAR710 ZMW967 ZWG924`
    .split(/\s+/)
    .map((pair) => [pair.slice(0, 3), pair.slice(3)]),
);
const CODES = new Map(Object.entries(NUMBERS).map(([code, number]) => [number, code]));

/** The number where it is known here, else the code. */
export const numberOfCurrency = (code: string): string => NUMBERS[code] ?? code;
/** By number or by code. */
export const currencyOf = (written: string): string => CODES.get(written) ?? written;
