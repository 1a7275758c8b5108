/** FHIR's XML, read and written over HL7's definitions (R4 2.6.1). */
import type { FhirDefinitions } from '../definitions.ts';
import { createXmlReader, type XmlReader, type XmlSlicer } from './read-xml.ts';
import { createTypeLayouts } from './type-layout.ts';
import { createXmlWriter, type XmlWriter } from './write-xml.ts';

export interface FhirXml {
  readonly read: XmlReader;
  readonly readInSlices: XmlSlicer;
  readonly write: XmlWriter;
}

/** Layouts of types are made when first met: build once, pass on. */
export function createFhirXml(definitions: FhirDefinitions): FhirXml {
  const layouts = createTypeLayouts(definitions);
  const readInSlices = createXmlReader(layouts);
  const read: XmlReader = (xml) => {
    const slices = readInSlices(xml);
    for (;;) {
      const step = slices.next();
      if (step.done === true) return step.value;
    }
  };
  return { read, readInSlices, write: createXmlWriter(layouts) };
}
