/** Which names `kiwi-ng system stash` and podman both accept. */

/** Why `name` cannot be the name of a stash, in one sentence for an input box; `undefined` when it can. */
export function stashNameProblem(name: string): string | undefined {
  if (name.length < 2) return 'The name of a stash has at least two characters.'
  if (/[A-Z]/.test(name))
    return 'The name of a stash is in lower case: podman refuses capitals after all the work is done.'
  if (!/^[a-z0-9-]+$/.test(name)) return 'The name of a stash consists of the letters a to z, digits and dashes.'
  if (name.startsWith('-') || name.endsWith('-')) return 'The name of a stash begins and ends with a letter or a digit.'
  return undefined
}

/** Why `tag` cannot be a tag, in one sentence; `undefined` when it can. */
export function stashTagProblem(tag: string): string | undefined {
  if (tag === '') return 'The tag is empty.'
  if (tag.length > 128) return 'A tag has at most 128 characters.'
  if (/^[.-]/.test(tag)) return 'A tag does not begin with a dot or a dash.'
  return /^[\w.-]+$/.test(tag) ? undefined : 'A tag consists of letters, digits, underscores, dots and dashes.'
}

/** A name near to `imageName` that kiwi accepts, to be proposed; `undefined` when nothing is left of it. */
export function proposeStashName(imageName: string): string | undefined {
  const name = imageName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return stashNameProblem(name) === undefined ? name : undefined
}

/**
 * Why `reference` cannot name the image of a stash (`deb-mini`, `team/deb-mini:1.0`, `host:5000/deb-mini`, an id), in one
 * sentence; `undefined` when it can. podman would take anything that begins with a dash for an option.
 */
export function stashReferenceProblem(reference: string): string | undefined {
  return imageReference.test(reference)
    ? undefined
    : `“${reference}” is not the name of a container image: expected NAME, NAME:TAG or HOST/NAME:TAG in lower case.`
}

/** Why `registry` cannot be pulled from, in one sentence; `undefined` when it can. */
export function registryProblem(registry: string): string | undefined {
  if (/^https?:/i.test(registry)) {
    return 'A registry is named without http:// or https://; one that speaks http is declared in registries.conf.'
  }
  return registryAddress.test(registry)
    ? undefined
    : `“${registry}” is not the address of a registry: expected HOST, HOST:PORT or HOST/PATH.`
}

// The grammar of references in the "distribution" project, as podman uses it.
const host = String.raw`[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?`
const component = String.raw`[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*`
const imageReference = new RegExp(
  String.raw`^(?:${host}/)?${component}(?:/${component})*(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$`
)
const registryAddress = new RegExp(String.raw`^(?:docker://)?${host}(?:/${component})*$`)
