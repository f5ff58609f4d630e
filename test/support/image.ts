/** The smallest description that kiwi accepts, with more put into it. */

/** A whole description with `inside` as its last children. */
export function image(inside: string, version = '8.5'): string {
  return `<image schemaversion="${version}" name="test">
  <description type="system">
    <author>A</author>
    <contact>a@example.org</contact>
    <specification>Test</specification>
  </description>
  <preferences>
    <type image="oem" filesystem="xfs"/>
  </preferences>
  ${inside}
</image>`
}
