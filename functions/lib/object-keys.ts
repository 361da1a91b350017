/** Keys that no store of this project is given: clients and file systems make other keys of them on the way. */

/** Whether a part of the key, between slashes, is `.` or `..`. */
export const hasDotParts = (key: string): boolean => key.split('/').some(part => part === '.' || part === '..')
