/** Tests what is known of names and values that left the schema: what is written instead, and that no schema has them. */
import assert from 'node:assert/strict'
import {
  departedAttribute,
  departedElement,
  departedText,
  departedValue,
  type Departure
} from '../../../server/src/description/departures'
import { feature, featuresOf } from '../../../server/src/description/features'
import { schemaOf } from '../../support/descriptions'

const newest = schemaOf().version
const features = featuresOf(schemaOf().grammar)

function check(name: string, departure: Departure | undefined, expected: string, known: string): void {
  it(`says of ${name}: ${expected}`, () => {
    assert.ok(departure)
    assert.equal([departure.since, departure.write ?? 'nothing'].join(' '), expected)
    assert.ok(!features.has(known), known)
  })
}

describe('what left the schema', () => {
  for (const [element, expected] of [
    ['split', '6.3 nothing'],
    ['defaultprebuilt', '6.7 nothing'],
    ['defaultdestination', '6.7 nothing'],
    ['defaultroot', '6.7 nothing'],
    ['partitioner', '6.7 nothing'],
    ['rpm-force', '6.7 nothing'],
    ['hwclock', '6.8 nothing'],
    ['oem-ataraid-scan', '6.9 nothing'],
    ['pxedeploy', '7.0 nothing']
  ] as const)
    check(`<${element}>`, departedElement(element, newest), expected, feature.element(element))

  for (const [element, attribute, value, expected] of [
    ['type', 'fsreadonly', 'x', '6.3 nothing'],
    ['type', 'fsreadwrite', 'x', '6.3 nothing'],
    ['type', 'zfsoptions', 'x', '6.3 nothing'],
    ['users', 'group', 'wheel', '6.4 groups="wheel" in each <user>'],
    ['users', 'id', '1', '6.4 nothing'],
    ['type', 'container', 'x', '6.5 <containerconfig name="x"/> in <type>'],
    ['machine', 'domain', 'dom0', '6.6 xen_server="true" in <type>'],
    ['machine', 'domain', 'domU', '6.6 nothing'],
    ['type', 'checkprebuilt', 'true', '6.7 nothing'],
    ['type', 'fsnocheck', 'true', '6.7 nothing'],
    ['repository', 'status', 'fixed', '6.7 nothing'],
    ['repository', 'prefer-license', 'true', '6.7 nothing'],
    ['package', 'replaces', 'x', '6.7 nothing'],
    ['image', 'kiwirevision', '1', '6.7 nothing'],
    ['type', 'hybrid', 'true', '6.9 nothing'],
    ['type', 'bootloader', 'grub2', '7.2 <bootloader name="grub2"/> in <type>'],
    ['type', 'bootloader_console', 'serial', '7.2 <bootloader name="…" output_console="serial"/> in <type>'],
    ['type', 'boottimeout', '3', '7.2 <bootloader name="…" timeout="3"/> in <type>'],
    ['type', 'zipl_targettype', 'SCSI', '7.2 <bootloader name="…" targettype="SCSI"/> in <type>'],
    ['containerconfig', 'additionaltags', 'a,b', '7.5 additionalnames=":a,:b"'],
    ['repository', 'use_for_bootstrap', 'true', '8.2 nothing'],
    ['type', 'btrfs_root_is_snapshot', 'true', '8.3 btrfs_root_is_snapper_snapshot="true"'],
    ['bootloader', 'console', 'serial', '8.4 output_console="serial"'],
    ['bootloader', 'console', 'gfxterm serial', '8.4 output_console="gfxterm" input_console="serial"'],
    ['type', 'vga', '0x317', '8.5 nothing']
  ] as const) {
    const departure = departedAttribute(element, attribute, value, newest)
    check(`${attribute}="${value}" in <${element}>`, departure, expected, feature.attribute(element, attribute))
  }

  for (const [element, attribute, value, expected] of [
    ['repository', 'type', 'yast2', '7.1 nothing'],
    ['repository', 'type', 'red-carpet', '7.1 nothing'],
    ['repository', 'type', 'slack-site', '7.1 nothing'],
    ['repository', 'type', 'up2date-mirrors', '7.1 nothing'],
    ['repository', 'type', 'urpmi', '7.1 nothing'],
    ['repository', 'type', 'rpm-dir', '8.1 nothing'],
    ['type', 'image', 'vmx', '7.3 "oem" with <oemconfig><oem-resize>false</oem-resize></oemconfig> in <type>']
  ] as const) {
    const departure = departedValue(element, attribute, value, newest)
    check(`"${value}" as ${attribute}`, departure, expected, feature.value(element, attribute, value))
  }

  for (const [text, expected] of [
    ['apt-get', '7.4 "apt"'],
    ['yum', '7.4 "dnf4"'],
    ['dnf', '7.6 "dnf4"']
  ] as const)
    check(
      `the text ${text}`,
      departedText('packagemanager', text, newest),
      expected,
      feature.text('packagemanager', text)
    )

  it('is not yet gone for an older kiwi', () => {
    assert.equal(departedAttribute('bootloader', 'console', 'serial', '8.3'), undefined)
    assert.equal(departedAttribute('type', 'vga', '1', '8.4'), undefined)
    assert.equal(departedValue('repository', 'type', 'rpm-dir', '8.0'), undefined)
    assert.deepEqual(departedText('packagemanager', 'yum', '7.5'), { since: '7.4', write: '"dnf"' })
  })

  it('is nothing that never was', () => {
    assert.equal(departedElement('type', newest), undefined)
    assert.equal(departedAttribute('type', 'image', 'oem', newest), undefined)
    assert.equal(departedAttribute('repository', 'type', 'rpm-md', newest), undefined)
    assert.equal(departedValue('type', 'image', 'oem', newest), undefined)
    assert.equal(departedText('packagemanager', 'zypper', newest), undefined)
  })
})
