export { type CodesBySystem, createTerminology, type Terminology } from './create-terminology.ts';
