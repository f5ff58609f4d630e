/** Tests what a person is told about the schema of a release that is adopted. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { changesBetween, readSchema } from '../../../schemas/comparison'

function pinned(schemaversion: string): ReturnType<typeof readSchema> {
  return readSchema(schemaversion, readFileSync(`schemas/kiwi/${schemaversion}.rng`, 'utf8'))
}

describe('the comparison of schemas', () => {
  it('names what came, went and changed between two releases', () => {
    assert.deepEqual(changesBetween(pinned('7.6'), pinned('8.0')), [
      '+ <bootloader>@name="zipl"',
      '+ <image>@schemaversion="8.0"',
      '- <bootloader>@name="isolinux"',
      '- <image>@schemaversion="7.6"',
      '- <type>@image="clicfs"',
      "~ rule filesystem for type[@filesystem]: contains('oem pxe kis', @image) → contains('oem pxe kis iso', @image)",
      "~ rule loader_console for bootloader[@console]: contains('grub2 isolinux grub2_s390x_emu', @name) → contains('grub2 grub2_s390x_emu', @name)",
      "~ rule targettype for bootloader[@targettype]: contains('grub2_s390x_emu', @name) → contains('grub2_s390x_emu zipl', @name)",
      "~ rule timeout for bootloader[@timeout]: contains('grub2 isolinux grub2_s390x_emu systemd_boot', @name) → contains('grub2 grub2_s390x_emu systemd_boot zipl', @name)"
    ])
  })

  it('names values that may have another form, and rules that came and went', () => {
    const text = readFileSync('schemas/kiwi/8.0.rng', 'utf8')
    const changed = text
      .replace('(\\d+|\\d+M|\\d+G|all)', '(\\d+|all)')
      .replace('<sch:pattern id="xen_server"', '<sch:pattern id="xen"')
    assert.notEqual(changed, text)
    assert.deepEqual(changesBetween(pinned('8.0'), readSchema('changed', changed)), [
      '~ <volume>@freespace: token pattern (\\d+|\\d+M|\\d+G|all) → token pattern (\\d+|all)',
      '~ <volume>@size: token pattern (\\d+|\\d+M|\\d+G|all) → token pattern (\\d+|all)',
      "+ rule xen for type[@xen_server]: contains('oem', @image)",
      "- rule xen_server for type[@xen_server]: contains('oem', @image)"
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
