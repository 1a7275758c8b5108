export { type CodesBySystem, createTerminology, type Terminology } from './create-terminology.ts';
export { type AskedParameter, askedInAddress, askedInResource } from './operations/asked-parameters.ts';
