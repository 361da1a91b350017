/** services.csv: what a contact may be with, and the category that it is counted in. */
import type { List } from './list-rows.ts'

export interface Service {
  service: string
  category: string
  exclusion: string
  wideUse: string
}

export const services: List<Service> = {
  name: 'services',
  columns: ['service', 'category', 'exclusion', 'wide_use'],
  read: ({ service = '', category = '', exclusion = '', wide_use: wideUse = '' }) => ({
    service,
    category,
    exclusion,
    wideUse,
  }),
  once: { expected: 'each service once', keyOf: ({ service }) => service },
}
