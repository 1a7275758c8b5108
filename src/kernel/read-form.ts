/** The fields of a posted form. No name and no sentence holds U+0000, and PostgreSQL keeps no text that does: it goes at the edge. */
export function readForm(body: string): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [name, value] of new URLSearchParams(body))
    fields.append(name.replaceAll('\0', ''), value.replaceAll('\0', ''));
  return fields;
}
