export { type Fault, faultOf, faultsOf, hasFault, type ReadFault, writeFault } from './fault.js';
export { type Dialect, openMessage, readAnswer, type ReadMessage, readMessage, readOpened, writeMessage } from './message.js';
export { namespaces, type ProfileName, profiles } from './profile.js';
export { MAX_DEPTH, MAX_ELEMENTS, MAX_MESSAGE_BYTES } from './read-xml.js';
export { contentTypes, type SoapVersion } from './soap.js';
export type { Concrete, FaultName, FaultResponse, Message, RootName, TypeName, Value } from './value.js';
export { writable } from './write-value.js';
export { type Served, writeWsdl } from './write-wsdl.js';
export { XmlvendError, type XmlvendErrorCode } from './xmlvend-error.js';
