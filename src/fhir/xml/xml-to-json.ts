/** Builds the JSON of a resource while its XML is read: which element may stand where, and what it becomes. */
import type { SaxesTagNS } from 'saxes';
import type { Flaw } from '#kernel/fault.ts';
import { NarrativeWriter, xhtmlNamespace } from './narrative-xml.ts';
import { primitiveValue } from './primitive-value.ts';
import type { ElementLayout, TypeLayouts } from './type-layout.ts';
import { failedReading, type XmlReading } from './xml-flaw.ts';
import { addPrimitive, addValue, type Frame, type ObjectFrame, objectFrame, type ResourceFrame } from './xml-frames.ts';

const fhirNamespace = 'http://hl7.org/fhir';
const schemaInstance = 'http://www.w3.org/2001/XMLSchema-instance';
export const deepestXml = 64;
const mostFlaws = 20;

/** Elements that are no part of the resource, or are in a narrative: only counted, so that their ends are known. */
interface Aside {
  depth: number;
  readonly narrative?: NarrativeWriter;
  readonly element?: ElementLayout;
}

export class XmlToJson {
  readonly #layouts: TypeLayouts;
  readonly #frames: Frame[] = [];
  readonly #flaws: Flaw[] = [];
  #aside: Aside | undefined;
  #root: ObjectFrame | undefined;

  constructor(layouts: TypeLayouts) {
    this.#layouts = layouts;
  }

  /** False where it lies too deep. */
  open(tag: SaxesTagNS): boolean {
    if (this.#frames.length + (this.#aside?.depth ?? 0) >= deepestXml) return false;
    if (this.#aside !== undefined) {
      this.#aside.depth++;
      this.#aside.narrative?.open(tag);
      return true;
    }
    const frame = this.#frames.at(-1);
    if (frame === undefined) this.#openRoot(tag);
    else if (frame.kind === 'resource') this.#openInner(tag, frame);
    else this.#openElement(tag, frame.kind === 'primitive' ? frame.companion : frame);
    return true;
  }

  close(tag: SaxesTagNS): void {
    const aside = this.#aside;
    if (aside !== undefined) {
      aside.narrative?.close(tag);
      if (--aside.depth > 0) return;
      this.#aside = undefined;
      const owner = this.#frames.at(-1);
      if (aside.narrative !== undefined && owner?.kind === 'object')
        addValue(owner, aside.element!, aside.narrative.end());
      return;
    }
    this.#closeFrame(this.#frames.pop()!);
  }

  text(text: string): void {
    if (this.#aside !== undefined) this.#aside.narrative?.text(text);
    else if (text.trim() !== '') this.#flaw('must hold no text: values stand in the attribute value (R4 2.6.1)');
  }

  end(): XmlReading {
    if (this.#flaws.length > 0) return failedReading(this.#flaws);
    const { layout, value } = this.#root!;
    return { ok: true, json: Buffer.from(JSON.stringify({ resourceType: layout.name, ...value })) };
  }

  #closeFrame(frame: Frame): void {
    const parent = this.#frames.at(-1);
    if (parent === undefined) return;
    if (parent.kind === 'resource') {
      const { layout, value } = frame as ObjectFrame;
      parent.resource = { resourceType: layout.name, ...value };
      return;
    }
    const owner = parent.kind === 'primitive' ? parent.companion : parent;
    if (frame.kind === 'primitive') {
      if (!addPrimitive(owner, frame)) this.#flaw('must hold a value or children (rule ele-1)', frame.element.name);
    } else if (frame.kind === 'object') addValue(owner, frame.element!, frame.value);
    else if (frame.resource === undefined) this.#flaw('must hold a resource', frame.element.name);
    else addValue(owner, frame.element, frame.resource);
  }

  #openRoot(tag: SaxesTagNS): void {
    const isRoot = tag.uri === fhirNamespace && this.#layouts.isResource(tag.local);
    if (!isRoot) this.#flaw(`must be a resource of FHIR R4 in the namespace ${fhirNamespace}`, undefined);
    this.#root = objectFrame(this.#layouts.layoutOf(isRoot ? tag.local : 'Basic'));
    this.#frames.push(this.#root);
    if (isRoot) this.#attributes(tag, this.#root);
    else this.#skip();
  }

  #openInner(tag: SaxesTagNS, holder: ResourceFrame): void {
    if (tag.uri !== fhirNamespace || !this.#layouts.isResource(tag.local) || holder.resource !== undefined) {
      this.#flaw('must hold exactly one resource of FHIR R4');
      this.#skip();
      return;
    }
    const frame = objectFrame(this.#layouts.layoutOf(tag.local));
    this.#frames.push(frame);
    this.#attributes(tag, frame);
  }

  #openElement(tag: SaxesTagNS, owner: ObjectFrame): void {
    const element = owner.layout.byName.get(tag.local);
    const namespace = element?.kind === 'narrative' ? xhtmlNamespace : fhirNamespace;
    if (element === undefined || element.isAttribute || tag.uri !== namespace) {
      this.#flaw('is not an element of this type in this namespace (unknown element)', safeName(tag.local));
      this.#skip();
      return;
    }
    this.#countElement(owner, element);
    switch (element.kind) {
      case 'narrative': {
        const narrative = new NarrativeWriter();
        narrative.open(tag);
        this.#aside = { depth: 1, narrative, element };
        return;
      }
      case 'primitive':
        this.#openPrimitive(tag, element);
        return;
      case 'resource':
        this.#frames.push({ kind: 'resource', element, resource: undefined });
        this.#refuseAttributes(tag, []);
        return;
      case 'complex': {
        const frame = objectFrame(this.#layouts.layoutOf(element.type), element);
        this.#frames.push(frame);
        this.#attributes(tag, frame);
      }
    }
  }

  /** R4 2.6.1: elements stand in the order of their definition, repeating ones together. */
  #countElement(owner: ObjectFrame, element: ElementLayout): void {
    const count = (owner.counts.get(element.name) ?? 0) + 1;
    owner.counts.set(element.name, count);
    if (element.order < owner.order)
      this.#flaw('must stand in the order of the definition (order of elements, R4 2.6.1)', element.name);
    else if (count > 1 && !element.isMany) this.#flaw('must stand once (cardinality ..1)', element.name);
    owner.order = Math.max(owner.order, element.order);
  }

  #openPrimitive(tag: SaxesTagNS, element: ElementLayout): void {
    const text = tag.attributes['value']?.value;
    const read = text === undefined ? { value: undefined } : primitiveValue(element.type, text);
    const companion = objectFrame(this.#layouts.layoutOf('Element'));
    const id = tag.attributes['id']?.value;
    if (id !== undefined) companion.value['id'] = id;
    this.#frames.push({ kind: 'primitive', element, value: 'rule' in read ? null : read.value, companion });
    if ('rule' in read) this.#flaw(read.rule);
    this.#refuseAttributes(tag, ['id', 'value']);
  }

  /** Those of the layout become members: they are strings, both. */
  #attributes(tag: SaxesTagNS, frame: ObjectFrame): void {
    const allowed = frame.layout.elements.filter(({ isAttribute }) => isAttribute).map(({ name }) => name);
    for (const name of allowed) {
      const value = tag.attributes[name]?.value;
      if (value !== undefined) frame.value[name] = value;
    }
    this.#refuseAttributes(tag, allowed);
  }

  #refuseAttributes(tag: SaxesTagNS, allowed: readonly string[]): void {
    for (const { name, prefix, uri } of Object.values(tag.attributes)) {
      const isNamespace = prefix === 'xmlns' || name === 'xmlns';
      // Where a schema lies is never followed; HL7's own examples say it.
      if (isNamespace || uri === schemaInstance || allowed.includes(name)) continue;
      this.#flaw('has an attribute that FHIR does not know (unknown element)');
      return;
    }
  }

  #skip(): void {
    this.#aside = { depth: 1 };
  }

  #flaw(rule: string, child?: string): void {
    if (this.#flaws.length >= mostFlaws) return;
    const place = this.#place();
    this.#flaws.push({ place: child === undefined ? place || 'body' : `${place}.${child}`, rule });
  }

  #place(): string {
    let place = '';
    let owner: ObjectFrame | undefined;
    for (const frame of this.#frames) {
      if (frame.kind === 'object' && frame.element === undefined) {
        if (place === '') place = frame.layout.name;
        owner = frame;
        continue;
      }
      const { name, isMany } = frame.element!;
      place += `.${name}${isMany ? `[${(owner?.counts.get(name) ?? 1) - 1}]` : ''}`;
      owner = frame.kind === 'primitive' ? frame.companion : frame.kind === 'object' ? frame : undefined;
    }
    return place;
  }
}

/** Shown only when it could be an element's: anything else may be content gone astray. */
function safeName(name: string): string {
  return /^[A-Za-z]{1,64}$/.test(name) ? name : 'element';
}
