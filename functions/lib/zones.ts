/** Names of time zones. */

/** Zones that the runtime knows from ICU and IANA's list does not have: other engines do not know them, IST is three. */
const NOT_OF_IANA = new Set(
  'ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST'
    .concat(' US/PACIFIC-NEW CANADA/EAST-SASKATCHEWAN')
    .split(' '),
)

/** Whether a name is a zone of IANA's list that the runtime knows. */
export function isZone(name: string): boolean {
  if (NOT_OF_IANA.has(name.toUpperCase()) || /^SystemV\//i.test(name)) return false
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}
