export {
  AccessGrant,
  type GrantGround,
  type PersonNumber,
  type SourceNumber,
  type VisibilityRule,
} from './access-grant.ts';
export type { Caller, PatientCaller, PurposeOfUse, RequestContext, StaffCaller, SystemCaller } from './caller.ts';
export {
  allContentClasses,
  type ContentClass,
  type ContentClassName,
  contentClass,
  contentClasses,
  contentClassName,
} from './content-class.ts';
export { type LabelName, label, labelNames, labelsHiddenFromAll, sensitiveLabels } from './labels.ts';
export { type DisclosedItem, openSealed, type Receipt, type Sealed } from './sealed.ts';
