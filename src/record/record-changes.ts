/** Tells open pages that something about a source-patient record changed; never what. */
import type { Compartment } from '#kernel/identity-number.ts';

type Listener = () => void;

export interface RecordChanges {
  announce(compartments: Iterable<Compartment>): void;
  /** Calls back on each change of any of these; gives the way to stop. */
  subscribe(compartments: readonly Compartment[], listener: Listener): () => void;
}

export function createRecordChanges(): RecordChanges {
  const listenersByCompartment = new Map<Compartment, Set<Listener>>();
  return {
    announce(compartments) {
      const listeners = new Set<Listener>();
      for (const compartment of compartments)
        for (const listener of listenersByCompartment.get(compartment) ?? []) listeners.add(listener);
      for (const listener of listeners) listener();
    },
    subscribe(compartments, listener) {
      for (const compartment of compartments) {
        const listeners = listenersByCompartment.get(compartment) ?? new Set();
        listeners.add(listener);
        listenersByCompartment.set(compartment, listeners);
      }
      return () => {
        for (const compartment of compartments) {
          const listeners = listenersByCompartment.get(compartment);
          listeners?.delete(listener);
          if (listeners?.size === 0) listenersByCompartment.delete(compartment);
        }
      };
    },
  };
}
