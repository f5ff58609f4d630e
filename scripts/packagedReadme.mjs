// The README as the installed extension shows it, where neither pictures nor documents of the checkout can be reached.

/**
 * Leaves out the pictures, and of a link to a document all but its text. VS Code shows no picture there but those of a web
 * server, not even one that the text itself holds.
 *
 * @param {string} readme
 */
export function readmeForPackage(readme) {
  return readme
    .replaceAll(/^!\[[^\]]*\]\((?![a-z]+:)[^)]+\)\n\n?/gm, '')
    .replaceAll(/\[([^\]]*)\]\((?![a-z]+:|#)[^)]+\)/g, '$1')
}
