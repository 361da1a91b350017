/** What apps of CDK import as `flowcensus/cdk`. */
export { FlowCensus, type FlowCensusProps } from './flow-census.ts'
export type { Settings } from './settings.ts'
