/** Hosts below an institution's domain that are not the institution: pages of its people, and machines that serve anybody. */

/** Where people publish what is theirs (a label of the name is one of these). */
const PAGES = new Set([
  ...['blog', 'blogs', 'weblog', 'weblogs', 'people', 'person', 'personal', 'perso', 'personalpages', 'pages', 'sites'],
  ...['home', 'homes', 'homepage', 'homepages', 'user', 'users', 'members', 'hosting', 'wordpress', 'wp'],
])

/** Copies of other people's files, time and name service: read by machines, not by people. */
const MACHINES = /^(mirrors?\d*|ftp\d*|rsync\d*|cdimage|ntp[\d-]*|time\d*|dns\d*|ns\d+|resolver\d*)$/

/** Whether the labels of a name, those left of its registrable domain, are of such a host. */
export const isSharedHost = (labels: string): boolean =>
  labels !== '' && labels.split('.').some(label => PAGES.has(label) || MACHINES.test(label))

/** Domains below .edu of before its rules that are of companies and of nobody's school (swot leaves the last three out too). */
export const NO_SCHOOLS: ReadonlySet<string> = new Set([
  'academia.edu',
  'america.edu',
  'australia.edu',
  'californiacolleges.edu',
])
