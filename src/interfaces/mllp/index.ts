/** The door of the HL7 v2 port: the listener, what it does with a message, and a client for the demo, the tools and the command line. */
export { type MllpClientOptions, type MllpReply, sendOverMllp } from './client.ts';
export { type FileMessagesDependencies, fileMessages } from './file-messages.ts';
export { createMllpListener, type MllpListener, type MllpListenerOptions } from './listener.ts';
