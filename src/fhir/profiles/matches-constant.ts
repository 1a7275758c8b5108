/** `fixed[x]` and `pattern[x]` (R4 5.1.0.9, ElementDefinition): the same value, or one that holds at least what is asked. */
import type { Constant } from './profile-tree.ts';

export function matchesConstant(value: unknown, constant: Constant): boolean {
  return constant.kind === 'fixed' ? isSame(value, constant.value) : holdsPattern(value, constant.value);
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSame(value: unknown, fixed: unknown): boolean {
  if (Array.isArray(fixed)) {
    return Array.isArray(value) && value.length === fixed.length && fixed.every((one, at) => isSame(value[at], one));
  }
  if (!isMembers(fixed)) return value === fixed;
  if (!isMembers(value) || Object.keys(value).length !== Object.keys(fixed).length) return false;
  return Object.entries(fixed).every(([name, one]) => isSame(value[name], one));
}

function holdsPattern(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) {
    return Array.isArray(value) && pattern.every((one) => value.some((item) => holdsPattern(item, one)));
  }
  if (!isMembers(pattern)) return value === pattern;
  return isMembers(value) && Object.entries(pattern).every(([name, one]) => holdsPattern(value[name], one));
}

/** The value asked for in a few words; it comes from the profile, never from a patient. */
export function constantText({ value }: Constant): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
