/** The smallest description of a disk that kiwi builds, with more put into it. */

/** A whole description with `inside` as its last children. */
export function image(inside: string, version = '8.5'): string {
  return `<image schemaversion="${version}" name="test">
  <description type="system">
    <author>A</author>
    <contact>a@example.org</contact>
    <specification>Test</specification>
  </description>
  <preferences>
    <version>1.0.0</version>
    <type image="oem" filesystem="xfs"><oemconfig><oem-resize>false</oem-resize></oemconfig></type>
  </preferences>
  <repository><source path="https://example.org/repository"/></repository>
  ${inside}
</image>`
}
