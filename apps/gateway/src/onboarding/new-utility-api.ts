import type { CreatedUtilityAnswer, NewUtilityBody } from '@openprepay/contracts/http/gateway';
import { utilityToApi } from '../utilities/utility-api.js';
import type { CreatedUtility, CreateUtilityCommand } from './create-utility.js';

/** The administrator's name and password stand beside the utility's own fields, or below `admin`. */
export function newUtilityFromApi(body: NewUtilityBody): CreateUtilityCommand {
  if ('admin' in body) {
    const { admin, sandbox = false, ...utility } = body;
    return { utility: { ...utility, sandbox }, admin };
  }
  const { username, password, sandbox = false, ...utility } = body;
  return { utility: { ...utility, sandbox }, admin: { username, password } };
}

export const createdUtilityToApi = ({ utility, admin }: CreatedUtility): CreatedUtilityAnswer => ({
  ...utilityToApi(utility),
  admin: { userId: admin.id, username: admin.username },
});
