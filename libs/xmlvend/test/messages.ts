import { namespaces, XSI } from '../src/profile.js';

/** A sale as dialect C's clients write it, with values of our own. */
export const sale = (): string =>
  `<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="${XSI}" xmlns:r="${namespaces.revenue}" xmlns:m="${namespaces.meter}" xmlns="${namespaces.base}"><e:Body>` +
  '<r:creditVendReq><clientID xsi:type="EANDeviceID" ean="0000000000017"/><terminalID xsi:type="GenericDeviceID" id="T-01"/>' +
  '<msgID dateTime="20261102081500" uniqueNumber="4711"/><authCred><opName>op</opName><password>secret</password></authCred>' +
  '<resource xsi:type="Electricity"/><idMethod xsi:type="VendIDMethod"><meterIdentifier xsi:type="MeterNumber" msno="01234567897"/></idMethod>' +
  '<r:purchaseValue xsi:type="r:PurchaseValueCurrency"><r:amt value="100.00" symbol="KES"/></r:purchaseValue>' +
  '</r:creditVendReq></e:Body></e:Envelope>';
