/** services.csv: what a contact may be with, and the category that it is counted in. */
import type { List } from './list-rows.ts'

export interface Service {
  service: string
  category: string
  exclusion: string
  wideUse: string
  /** Of one of several services of an owner that an AS or a prefix cannot part: the service that stands for all; else empty. */
  family: string
}

export const services: List<Service> = {
  name: 'services',
  columns: ['service', 'category', 'exclusion', 'wide_use', 'family'],
  read: ({ service = '', category = '', exclusion = '', wide_use: wideUse = '', family = '' }) => ({
    service,
    category,
    exclusion,
    wideUse,
    family,
  }),
  once: { expected: 'each service once', keyOf: ({ service }) => service },
}
