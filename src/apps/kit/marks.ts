/** Small things that many pages show: links, chips, tags, runs of text. A word always goes with a colour and a shape. */

export type Tone = 'plain' | 'note' | 'caution' | 'alert' | 'good';

export interface Link {
  readonly text: string;
  readonly href: string;
  /** Read out after `text`, where the text alone would be ambiguous ("Show" what?). */
  readonly hidden?: string;
}

/** Why something is shown, or what stands out about it. */
export interface Chip {
  readonly text: string;
  readonly tone: Tone;
}

/** The state of one thing: Corrected, Preliminary, Not accepted yet. */
export interface Tag {
  readonly text: string;
  readonly tone: Tone;
  readonly shape?: 'up' | 'down' | 'square' | 'diamond';
}

/** Text with weight; `withdrawn` is struck through and begins with a hidden "Withdrawn:". */
export interface TextPart {
  readonly text: string;
  readonly as: 'plain' | 'strong' | 'withdrawn';
}

/** One value and its name in a list of facts. */
export interface Fact {
  readonly name: string;
  readonly value: readonly TextPart[];
}

/** Who wrote something: a name is shown only where the source gave it. */
export interface Author {
  readonly name?: string;
  /** The field's own words: "community nurse", "registrar". */
  readonly profession: string;
}

/** A mistake in a form: `field` is the id of the control that the summary links to. */
export interface FieldError {
  readonly field: string;
  readonly text: string;
}
