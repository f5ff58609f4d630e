/** How a person installs kiwi and what it needs, by distribution. */

/** Families of distributions that name their packages alike; `other` is told the way by pip. */
export type Distribution = 'suse' | 'fedora' | 'debian' | 'other'

/** What can be missing. */
export type Installable = 'kiwi' | 'stackbuildPlugin' | 'boxedPlugin' | 'podman'

/** The family out of the text of `/etc/os-release`. */
export function distributionOf(osRelease: string): Distribution {
  const ids = [...osRelease.matchAll(/^ID(?:_LIKE)?=["']?([^"'\n]*)/gm)].flatMap(match => (match[1] ?? '').split(' '))
  if (ids.some(id => /suse|^sle/.test(id))) return 'suse'
  if (ids.some(id => /^(fedora|rhel|centos)$/.test(id))) return 'fedora'
  return ids.some(id => /^(debian|ubuntu)$/.test(id)) ? 'debian' : 'other'
}

const byPip = 'python3 -m venv ~/kiwi && ~/kiwi/bin/pip install kiwi'

const packages: Readonly<Record<Distribution, Readonly<Record<Installable, string>>>> = {
  suse: {
    kiwi: 'sudo zypper install python3-kiwi',
    stackbuildPlugin: 'sudo zypper install python3-kiwi_stackbuild_plugin',
    boxedPlugin: 'sudo zypper install python3-kiwi_boxed_plugin',
    podman: 'sudo zypper install podman'
  },
  fedora: {
    kiwi: 'sudo dnf install kiwi-cli',
    stackbuildPlugin: 'sudo dnf install kiwi-stackbuild-plugin',
    boxedPlugin: 'sudo dnf install kiwi-boxed-plugin',
    podman: 'sudo dnf install podman'
  },
  debian: {
    // Debian 12 has kiwi 9, which is too old.
    kiwi: byPip,
    stackbuildPlugin: 'python3 -m pip install kiwi_stackbuild_plugin==1.0.11',
    boxedPlugin: 'python3 -m pip install kiwi_boxed_plugin==0.2.58',
    podman: 'sudo apt-get install podman'
  },
  other: {
    kiwi: byPip,
    stackbuildPlugin: 'python3 -m pip install kiwi_stackbuild_plugin==1.0.11',
    boxedPlugin: 'python3 -m pip install kiwi_boxed_plugin==0.2.58',
    podman: 'your package manager (package podman)'
  }
}

/** A command that installs `what`, such as `sudo dnf install kiwi-cli`. */
export function installCommand(what: Installable, distribution: Distribution): string {
  return packages[distribution][what]
}

/** One sentence on how to get a current kiwi, for every distribution. */
export function newestKiwi(distribution: Distribution): string {
  const packaged = installCommand('kiwi', distribution)
  const first = packaged === byPip ? '' : `${packaged}, or, for the newest one, `
  return `${first}${byPip}, with ~/kiwi/bin/kiwi-ng as the setting kiwi.commands.kiwi`
}
