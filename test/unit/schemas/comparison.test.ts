/** Tests what a person is told about the schema of a release that is adopted. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { changesBetween, readSchema } from '../../../schemas/comparison'

function pinned(schemaversion: string): ReturnType<typeof readSchema> {
  return readSchema(schemaversion, readFileSync(`schemas/kiwi/${schemaversion}.rng`, 'utf8'))
}

describe('the comparison of schemas', () => {
  it('names what came, went and changed between two releases', () => {
    assert.deepEqual(changesBetween(pinned('8.4'), pinned('8.5')), [
      '+ <bootloader>@video_mode',
      '+ <image>@schemaversion="8.5"',
      '+ <type>@apply_dps_codes',
      '+ <type>@archive',
      '+ <type>@efimountoptions',
      '+ <type>@overlayroot_readonly_createoptions',
      '- <image>@schemaversion="8.4"',
      '- <type>@vga',
      '~ <signing>@key: token pattern (file:|https:|http:|ftp:).* → token pattern (file:|this:|https:|http:|ftp:).*',
      "+ rule apply_dps_codes for type[@apply_dps_codes]: contains('oem', @image)",
      "+ rule archive for type[@archive]: contains('kis', @image)",
      "+ rule efimountoptions for type[@efimountoptions]: contains('oem', @image)",
      "+ rule video_mode for bootloader[@video_mode]: contains('grub2 grub2_s390x_emu', @name)",
      "- rule vga for type[@vga]: contains('oem pxe kis iso', @image)"
    ])
  })

  it('says nothing of the same schema', () => {
    assert.deepEqual(changesBetween(pinned('8.0'), pinned('8.0')), [])
  })

  it('tells both ways', () => {
    const [there, back] = [changesBetween(pinned('7.4'), pinned('7.5')), changesBetween(pinned('7.5'), pinned('7.4'))]
    assert.deepEqual(
      there
        .filter(line => line.startsWith('+'))
        .map(line => line.slice(2))
        .sort(),
      back
        .filter(line => line.startsWith('-'))
        .map(line => line.slice(2))
        .sort()
    )
  })

  it('refuses what is no schema of kiwi', () => {
    assert.throws(
      () => readSchema('x.rng', '<element name="a" xmlns="http://relaxng.org/ns/structure/1.0"><empty/></element>'),
      /x\.rng cannot be used/
    )
  })
})
