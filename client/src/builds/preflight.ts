/** What speaks against a build before it is started, found from facts that the caller gathered. */
import type { BoxbuildRequest, BuildRequest, StackbuildRequest, StashRequest } from '../kiwi/request'
import { proposeStashName, stashNameProblem } from '../kiwi/stashName'
import { splitReference } from '../containers/images'
import { ask, stop, type Facts, type Finding } from './finding'
import { targetOf } from './request'
import { checkTarget, isWithin } from './targetChecks'

/** Everything that speaks against `request`, stops first. */
export function preflight(request: BuildRequest, facts: Facts): Finding[] {
  const findings = [
    ...checkTarget(request, facts),
    ...checkRunning(request, facts),
    ...(request.kind === 'stash' ? [] : checkDescription(request, facts))
  ]
  findings.push(...checkExtension(request, facts))
  if (request.kind === 'stash') findings.push(...checkStash(request, facts))
  if (request.kind === 'stackbuild') findings.push(...checkStackbuild(request, facts))
  if (request.kind === 'boxbuild') findings.push(...checkBox(request, facts))
  return [
    ...findings.filter(finding => finding.severity === 'stop'),
    ...findings.filter(finding => finding.severity === 'ask')
  ]
}

/** The port that leads into a box when none is given. */
const defaultSshPort = 10_022

/** Builds that cannot run beside this one. */
function checkRunning(request: BuildRequest, facts: Facts): Finding[] {
  const findings: Finding[] = []
  const target = targetOf(request)
  for (const build of facts.running) {
    const other = targetOf(build.request)
    if (target !== undefined && other !== undefined && (isWithin(target, other) || isWithin(other, target))) {
      findings.push(
        stop(
          'target-in-use',
          `“${build.title}” is building in ${other}.`,
          'Wait for its end, or choose another target directory.'
        )
      )
    }
    if (!installsPackages(request) || !installsPackages(build.request)) continue
    const managers = [facts.packageManager, build.packageManager]
    if (managers.every(manager => manager === 'apt')) {
      findings.push(
        stop(
          'package-lock',
          `“${build.title}” is running, and apt can work for one build at a time: both need the locks of this machine.`,
          'Wait for its end.'
        )
      )
    } else if (managers.every(manager => manager === undefined || manager === 'apt')) {
      findings.push(
        ask(
          'package-lock-perhaps',
          `“${build.title}” is running. If both install Debian packages, one will fail: they need the same locks.`,
          'Wait for its end, unless the two use different package managers.'
        )
      )
    }
  }
  return findings
}

/** A rebuild only packs what is there, and a box has locks of its own. */
function installsPackages(request: BuildRequest): boolean {
  return request.kind === 'build' || (request.kind === 'stackbuild' && request.description !== undefined)
}

/** What kiwi would refuse about the description. The kiwi that builds may know better, so the person decides. */
function checkDescription(request: Exclude<BuildRequest, StashRequest>, facts: Facts): Finding[] {
  const findings: Finding[] = []
  const errors = facts.descriptionErrors ?? 0
  if (errors > 0) {
    findings.push(
      ask(
        'description-errors',
        `The description has ${errors === 1 ? 'an error' : `${errors} errors`}, and kiwi will probably refuse it.`,
        'Open the description: its errors are shown at their places.'
      )
    )
  }
  // Another architecture has other profiles and types.
  if (request.targetArchitecture !== undefined || request.kind === 'boxbuild') return findings
  const { profiles, types } = facts
  for (const profile of profiles === undefined ? [] : (request.profiles ?? [])) {
    if (profiles?.includes(profile) === true) continue
    findings.push(
      ask(
        'profile-unknown',
        `The description declares no profile ${profile} for this machine.`,
        'Choose profiles that it declares.'
      )
    )
  }
  // kiwi takes vmx for oem.
  const type = request.type === 'vmx' ? 'oem' : request.type
  if (type !== undefined && types?.includes(type) === false) {
    findings.push(
      ask(
        'type-unknown',
        `The chosen profiles of the description contain no build type ${type}.`,
        'Choose another build type, or the profiles that contain it.'
      )
    )
  }
  return findings
}

/** So many errors are told one by one. */
const mostErrors = 5

function checkExtension(request: BuildRequest, facts: Facts): Finding[] {
  if (request.kind !== 'stackbuild' || request.extension === undefined) {
    if (facts.isExtension !== true) return []
    const message = 'This is an extension of a stash: only on top of it is it a whole description.'
    return [stop('extension-alone', message, 'Build it with Stackbuild.')]
  }
  const findings: Finding[] = []
  const { effectiveErrors: errors } = facts
  if (errors === undefined) {
    const message = `The language server does not say what ${request.extension} is on top of its stash.`
    findings.push(
      stop('extension-unknown', message, 'Restart the language server (KIWI: Restart Language Server), and try again.')
    )
  }
  for (const { message, uri, range } of (errors ?? []).slice(0, mostErrors)) {
    const { line } = range.start
    const where = `${decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1))}, line ${line + 1}`
    findings.push({
      ...stop('extension-error', `${where}: ${message}`, 'Mend it in the editor.'),
      place: { uri, line }
    })
  }
  const more = (errors?.length ?? 0) - mostErrors
  if (more > 0)
    findings.push(stop('extension-errors', `There are ${more} more errors.`, 'They are shown in the editor.'))
  if (facts.targetWritable === false) {
    const message = `The effective description is written into ${request.target}, where you may not write.`
    findings.push(stop('target-not-writable', message, 'Choose another target directory.'))
  }
  return findings
}

function checkStash(request: StashRequest, facts: Facts): Finding[] {
  const findings: Finding[] = []
  if (facts.rootHasDescription === false) {
    findings.push(
      stop(
        'no-root-tree',
        `${request.root} holds no image/config.xml.`,
        'Choose a root tree that kiwi prepared: TARGET/build/image-root.'
      )
    )
  }
  const name = request.name ?? facts.imageName
  if (request.name === undefined && name !== undefined && stashNameProblem(name) !== undefined) {
    const proposal = proposeStashName(name)
    findings.push({
      ...stop(
        'stash-name',
        `The image name ${name} cannot name a stash. ${stashNameProblem(name)}`,
        'Give the stash another name.'
      ),
      ...(proposal === undefined ? {} : { better: { ...request, name: proposal } })
    })
  }
  const tag = request.tag ?? 'latest'
  const tags = (facts.rootReferences ?? [])
    .map(splitReference)
    .flatMap(reference => (reference.name === `localhost/${name}` ? (reference.tag ?? []) : []))
  if (tags.length > 0 && !tags.includes(tag)) {
    findings.push(
      ask(
        'stash-tag',
        `The stash ${name} has the tag ${tags.join(', ')}; kiwi cannot add a layer to it under the tag ${tag}.`,
        'Take the same tag and add others afterwards (podman tag), or take another name.'
      )
    )
  }
  return findings
}

function checkStackbuild(request: StackbuildRequest, facts: Facts): Finding[] {
  const findings: Finding[] = []
  for (const stash of facts.rootReferences === undefined ? [] : request.stashes) {
    const known = facts.rootReferences?.some(reference => isSameImage(stash, reference)) === true
    if (request.registry === undefined && !known && !/^[0-9a-f]{12,64}$/.test(stash)) {
      findings.push(
        stop(
          'stash-unknown',
          `Root's container storage has no image ${stash}.`,
          'Choose one of the listed stashes, or name the registry that has it.'
        )
      )
    }
    const local = facts.rootReferences?.find(
      reference => reference.startsWith('localhost/') && isSameImage(stash, reference)
    )
    if (request.registry !== undefined && local !== undefined) {
      findings.push(
        ask(
          'local-stash-wins',
          `${local} lies in root's container storage: kiwi will pull ${request.registry}/${stash}, and then build from the local one.`,
          `Pull it by podman as root and choose ${request.registry}/${stash} without a registry, or remove the local one.`
        )
      )
    }
  }
  const profiles = request.profiles ?? []
  if (profiles.join('\n') !== profiles.toSorted().join('\n')) {
    findings.push(
      ask(
        'profiles-sorted',
        `In a stackbuild kiwi sorts the profiles: ${profiles.toSorted().join(', ')}, not ${profiles.join(', ')}. Overlays of the later ones win.`,
        'Check that the order makes no difference.'
      )
    )
  }
  if (facts.descriptionHasBootstrap === true && (facts.packageManager ?? 'apt') === 'apt') {
    findings.push(
      ask(
        'bootstrap-on-stash',
        'The description has packages of type bootstrap: on a Debian stash kiwi unpacks a second base system over the first, and fails.',
        'Put the packages into the section of type image.'
      )
    )
  }
  return findings
}

/** Does podman find `reference` (a full name) when it is asked for `name`? */
function isSameImage(name: string, reference: string): boolean {
  const wanted = splitReference(name)
  const found = splitReference(reference)
  if ((wanted.tag ?? 'latest') !== found.tag) return false
  return found.name === wanted.name || found.name.endsWith(`/${wanted.name}`)
}

function checkBox(request: BoxbuildRequest, facts: Facts): Finding[] {
  const findings: Finding[] = []
  if (request.sharing === 'sshfs' && facts.sshKeyExists === false) {
    const key = request.sshKey ?? 'id_rsa'
    findings.push(
      stop(
        'ssh-key',
        `There is no key ~/.ssh/${key}.pub, which sharing by sshfs needs.`,
        `Make one: ssh-keygen -f ~/.ssh/${key}`
      )
    )
  }
  if (request.container === true) return findings
  findings.push(...checkAcceleration(request, facts), ...checkPort(request, facts))
  return findings
}

function checkAcceleration(request: BoxbuildRequest, facts: Facts): Finding[] {
  const emulated: BoxbuildRequest = { ...request, acceleration: false, cpu: 'max' }
  if (request.acceleration === false) {
    if (request.cpu !== undefined && request.cpu !== 'host') return []
    const message =
      'Without hardware virtualisation the emulator does not know the CPU model host, and the box would not start.'
    return [{ ...stop('cpu-host', message, 'Choose the CPU model max.'), better: emulated }]
  }
  if (facts.kvm !== false) return []
  const message = '/dev/kvm cannot be used here: the box would not start, and kiwi would call that a success.'
  const remedy = 'Build without hardware virtualisation (--no-accel --cpu max): it works, and takes many times as long.'
  return [{ ...ask('no-kvm', message, remedy), better: emulated }]
}

function checkPort(request: BoxbuildRequest, facts: Facts): Finding[] {
  const used = new Set(facts.usedPorts)
  for (const { request: other } of facts.running) {
    if (other.kind === 'boxbuild' && other.container !== true) used.add(other.sshPort ?? defaultSshPort)
  }
  const port = request.sshPort ?? defaultSshPort
  if (!used.has(port)) return []
  let free = defaultSshPort
  while (used.has(free)) free += 1
  const message = `Port ${port}, which would lead into the box, is in use: the box would not start, and kiwi would call that a success.`
  return [
    { ...stop('ssh-port', message, `Take another ssh port, such as ${free}.`), better: { ...request, sshPort: free } }
  ]
}
