import type { StaffCaller } from '#disclosure';
import { roleProfile } from '#privacy';

/** Whether the role may open sealed entries for a written reason (D13). */
export function overridesSeals(caller: Pick<StaffCaller, 'roleCode'>): boolean {
  return roleProfile(caller.roleCode).activities.has('override-seal');
}
