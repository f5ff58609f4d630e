/** The text that a new extension of a stash begins with. */
import { escapeValue } from '../syntax/escaping'

/** A small valid extension; without a name the image is called as the stash's. */
export function newExtension(reference: string, name: string | undefined, schemaversion: string): string {
  const own = name === undefined || name === '' ? '' : ` name="${escapeValue(name)}"`
  return `<?xml version="1.0" encoding="utf-8"?>
<image schemaversion="${schemaversion}" stashed="${escapeValue(reference)}"${own}>
    <!-- Only what is to be changed about the description in the stash. -->
    <preferences>
        <version>1.0.0</version>
    </preferences>
    <packages type="image">
    </packages>
</image>
`
}
