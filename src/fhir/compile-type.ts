/** Turns one type of the definitions into closures that check a value of it in one pass over its members. */

import type { Binding } from './bindings.ts';
import { checkReference } from './check-reference.ts';
import type { ElementStructure, TypeStructure } from './definitions.ts';
import { checkInvariants } from './invariants/check-invariants.ts';
import type { InvariantCheck } from './invariants/invariant-check.ts';
import { primitiveChecks } from './primitives.ts';
import { deepestElement, type ValidationWalk } from './validation-walk.ts';
import { writtenDigits } from './written-digits.ts';

export type Members = Readonly<Record<string, unknown>>;
type ElementCheck = (value: unknown, walk: ValidationWalk) => void;
type MemberCheck = (value: unknown, walk: ValidationWalk, owner: Members) => void;

interface Member {
  /** One bit for each element that is required or a choice; 0 otherwise. */
  readonly bit: number;
  readonly isChoice: boolean;
  /** Without the underscore of a primitive's companion: two that share it are one value. */
  readonly stem: string;
  readonly check: MemberCheck;
}

export interface CompiledType {
  readonly members: Map<string, Member>;
  requiredMask: number;
  readonly required: { readonly bit: number; readonly name: string }[];
  invariants: readonly InvariantCheck[];
}

/** What compiling one type needs to know of the others. */
export interface Compiler {
  typeNamed(name: string): CompiledType;
  structureNamed(name: string): TypeStructure | undefined;
  bindingOf(valueSet: string): Binding | undefined;
  isModifierKnown(url: string): boolean;
  /** @param path of the element that carries them */
  invariantsOf(ids: readonly string[] | undefined, path: string): readonly InvariantCheck[];
  /** Checks a whole resource inside another: contained, or a Bundle's. */
  checkInnerResource(value: unknown, walk: ValidationWalk, isContained: boolean): void;
}

export function newCompiledType(): CompiledType {
  return { members: new Map(), requiredMask: 0, required: [], invariants: [] };
}

/** Fills `target` from `structure`; the two steps let types that hold themselves be compiled. */
export function compileType(structure: TypeStructure, target: CompiledType, compiler: Compiler): void {
  let nextBit = 1;
  target.invariants = compiler.invariantsOf(structure.constraints, structure.name);
  for (const element of structure.elements) {
    let bit = 0;
    if (element.min > 0 || element.choice) {
      bit = nextBit;
      nextBit *= 2;
      // 31 elements that are required or a choice are more than any type of R4 has.
      if (bit > 0x40000000) throw new Error(`Too many required elements in ${structure.name}`);
    }
    if (element.min > 0) {
      target.requiredMask |= bit;
      target.required.push({ bit, name: element.name });
    }
    for (const type of element.types) addMembers(element, { type, bit, target, compiler, owner: structure.name });
  }
}

interface Adding {
  readonly owner: string;
  readonly type: string;
  readonly bit: number;
  readonly target: CompiledType;
  readonly compiler: Compiler;
}

function addMembers(element: ElementStructure, adding: Adding): void {
  const { target, bit } = adding;
  const type = adding.type.split(':')[0]!;
  const isChoice = element.choice === true;
  const stem = isChoice ? element.name + type.charAt(0).toUpperCase() + type.slice(1) : element.name;
  const segment = isChoice ? `${element.name}.ofType(${type})` : element.name;
  const check = elementCheck(element, adding);
  const primitive = primitiveChecks[type] !== undefined;
  // R4 2.24.0.1: the form of an integer is digits alone; JavaScript takes 1.0 for one.
  const isWhole = type === 'integer' || type === 'positiveInt' || type === 'unsignedInt';
  const companion = `_${stem}`;
  const memberCheck =
    element.max === -1
      ? manyCheck(segment, check, primitive ? companion : undefined)
      : oneCheck(segment, check, isWhole ? stem : undefined);
  const allowed = element.max === 0 ? notAllowed(segment) : memberCheck;
  target.members.set(stem, { bit, isChoice, stem, check: allowed });
  if (!primitive) return;
  const inner = adding.compiler.typeNamed('Element');
  const companionCheck =
    element.max === -1 ? manyCompanionsCheck(segment, inner, stem) : oneCompanionCheck(segment, inner, stem);
  target.members.set(companion, { bit, isChoice, stem, check: companionCheck });
}

function notAllowed(segment: string): MemberCheck {
  return (_value, walk) => walk.flaw('is not allowed here (cardinality 0..0)', segment);
}

function oneCheck(segment: string, check: ElementCheck, wholeName?: string): MemberCheck {
  return (value, walk, owner) => {
    walk.enter(segment);
    if (wholeName !== undefined && writtenDigits(owner, wholeName) !== undefined)
      walk.flaw('must be written as a whole number: no decimals, no exponent');
    if (Array.isArray(value)) walk.flaw('must be a single value, not an array (cardinality ..1)');
    else if (value === null) walk.flaw('must not be null: leave the element out');
    else check(value, walk);
    walk.leave();
  };
}

/** R4 2.6.2.3: in an array of primitives, null stands where only the companion says something. */
function manyCheck(segment: string, check: ElementCheck, companion: string | undefined): MemberCheck {
  return (value, walk, owner) => {
    walk.enter(segment);
    if (!Array.isArray(value)) walk.flaw('must be an array (cardinality ..*)');
    else if (value.length === 0) walk.flaw('must not be an empty array: leave the element out');
    else {
      for (let index = 0; index < value.length; index++) {
        walk.at(index);
        const item: unknown = value[index];
        if (item !== null) check(item, walk);
        else if (companion === undefined || !hasItem(owner[companion], index)) walk.flaw('must not be null');
      }
    }
    walk.leave();
  };
}

function hasItem(list: unknown, index: number): boolean {
  return Array.isArray(list) && list[index] !== undefined && list[index] !== null;
}

/** An id alone says nothing of an element without a value (rule ele-1), and stands well beside one that has it. */
function companionCheckOf(type: CompiledType, hasValue: boolean): ElementCheck {
  const check = objectCheck(type);
  return (value, walk) => {
    const ids = hasValue && typeof value === 'object' && value !== null ? Object.keys(value) : [];
    const isIdAlone = ids.length === 1 && ids[0] === 'id';
    if (isIdAlone) type.members.get('id')!.check((value as Members)['id'], walk, value as Members);
    else check(value, walk);
  };
}

function oneCompanionCheck(segment: string, type: CompiledType, stem: string): MemberCheck {
  const [beside, alone] = [true, false].map((hasValue) => oneCheck(segment, companionCheckOf(type, hasValue)));
  return (value, walk, owner) => (owner[stem] === undefined ? alone! : beside!)(value, walk, owner);
}

function manyCompanionsCheck(segment: string, type: CompiledType, stem: string): MemberCheck {
  const [beside, alone] = [companionCheckOf(type, true), companionCheckOf(type, false)];
  return (value, walk, owner) => {
    walk.enter(segment);
    const values = owner[stem];
    if (!Array.isArray(value)) walk.flaw('must be an array (cardinality ..*)');
    else if (value.length === 0) walk.flaw('must not be an empty array: leave the element out');
    else if (Array.isArray(values) && values.length !== value.length) {
      walk.flaw('must have as many entries with an underscore as without (R4 2.6.2.3)');
    } else {
      for (let index = 0; index < value.length; index++) {
        walk.at(index);
        if (value[index] !== null) (hasItem(values, index) ? beside : alone)(value[index], walk);
        else if (!hasItem(values, index)) walk.flaw('must not be null');
      }
    }
    walk.leave();
  };
}

function elementCheck(element: ElementStructure, { type, compiler, owner }: Adding): ElementCheck {
  const name = type.includes(':') ? type.split(':')[1]! : type;
  if (name === 'Resource') {
    const isContained = element.name === 'contained';
    return (value, walk) => compiler.checkInnerResource(value, walk, isContained);
  }
  const primitive = primitiveChecks[name];
  const value = primitive === undefined ? complexCheck(element, name, compiler) : primitiveCheck(name, primitive);
  const binding = element.binding === undefined ? undefined : compiler.bindingOf(element.binding);
  const bound = binding === undefined ? value : boundCheck(name, value, binding);
  const invariants = compiler.invariantsOf(element.constraints, `${owner}.${element.name}`);
  if (invariants.length === 0) return bound;
  return (item, walk) => {
    const before = walk.unsound;
    bound(item, walk);
    checkInvariants(invariants, item as Members, walk, walk.unsound === before);
  };
}

function primitiveCheck(name: string, check: (value: unknown) => string | undefined): ElementCheck {
  const mayPointInside = name === 'uri' || name === 'url' || name === 'canonical';
  return (value, walk) => {
    const rule = check(value);
    if (rule !== undefined) walk.flaw(`${rule} (type ${name})`);
    else if (mayPointInside && (value as string).charCodeAt(0) === 35) walk.container?.fragments.add(value as string);
  };
}

function boundCheck(type: string, check: ElementCheck, binding: Binding): ElementCheck {
  if (type === 'code') {
    return (value, walk) => {
      check(value, walk);
      if (typeof value === 'string' && !binding.allowsCode(value)) walk.flaw(binding.rule);
    };
  }
  const allowsCoding = (coding: unknown): boolean => {
    const { system, code } = (coding ?? {}) as Members;
    return binding.allowsCoding(system, code);
  };
  return (value, walk) => {
    check(value, walk);
    if (typeof value !== 'object' || value === null) return;
    const codings = type === 'Coding' ? [value] : (value as Members)['coding'];
    if (!Array.isArray(codings) || !codings.some(allowsCoding)) walk.flaw(binding.rule);
  };
}

function complexCheck(element: ElementStructure, name: string, compiler: Compiler): ElementCheck {
  const check = objectCheck(compiler.typeNamed(name));
  if (element.name === 'modifierExtension') return modifierCheck(check, compiler);
  if (name !== 'Reference') return check;
  const targets = element.targets === undefined ? undefined : new Set(element.targets);
  return (value, walk) => {
    check(value, walk);
    if (typeof value === 'object' && value !== null) checkReference(value as Members, targets, walk);
  };
}

function modifierCheck(check: ElementCheck, compiler: Compiler): ElementCheck {
  return (value, walk) => {
    check(value, walk);
    const url = (value as Members | null)?.['url'];
    if (typeof url === 'string' && !compiler.isModifierKnown(url)) {
      walk.flaw('changes the meaning of its element in a way that is not known here (unknown modifier extension)');
    }
  };
}

function objectCheck(type: CompiledType): ElementCheck {
  return (value, walk) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) walk.flaw('must be an object');
    else checkObject(type, value as Members, walk);
  };
}

// A member's name is shown only when it could be an element's: anything else may be content gone astray.
const elementName = /^_?[a-z][A-Za-z]{0,63}$/;

/** Checks an object that is no array against its type: unknown members, each member, what is required, the rules. */
export function checkObject(type: CompiledType, value: Members, walk: ValidationWalk): void {
  if (walk.depth >= deepestElement) {
    walk.flaw(`must not lie deeper than ${deepestElement} elements`);
    return;
  }
  if (walk.isFull) return;
  const before = walk.unsound;
  let mask = 0;
  let count = 0;
  let hasTwoChoices = false;
  for (const name in value) {
    const content = value[name];
    if (content === undefined) continue;
    const member = type.members.get(name);
    if (member === undefined) {
      count++;
      if (elementName.test(name)) walk.flaw('is not an element of this type (unknown element)', name);
      else walk.flaw('holds a member whose name is no element (unknown element)');
      continue;
    }
    if (name !== 'id') count++;
    if (member.bit !== 0) {
      if (member.isChoice && (mask & member.bit) !== 0) hasTwoChoices = true;
      mask |= member.bit;
    }
    member.check(content, walk, value);
  }
  if (count === 0) walk.flaw('must hold a value or children (rule ele-1)');
  if (hasTwoChoices) checkChoices(type, value, walk);
  if ((mask & type.requiredMask) !== type.requiredMask) {
    for (const { bit, name } of type.required) {
      if ((mask & bit) === 0) walk.flaw('is required (cardinality 1..)', name);
    }
  }
  if (type.invariants.length > 0) checkInvariants(type.invariants, value, walk, walk.unsound === before);
}

function checkChoices(type: CompiledType, value: Members, walk: ValidationWalk): void {
  const stems = new Map<number, Set<string>>();
  for (const name of Object.keys(value)) {
    const member = type.members.get(name);
    if (member?.isChoice) stems.set(member.bit, (stems.get(member.bit) ?? new Set()).add(member.stem));
  }
  for (const names of stems.values()) {
    if (names.size > 1) walk.flaw(`must hold only one of ${[...names].join(', ')} (choice of types)`);
  }
}
