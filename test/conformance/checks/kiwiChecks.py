"""Runs the checks that kiwi makes before a build, each by itself, for many choices of what is built.

Standard input: a JSON list of {"file", "choices": [{"architecture", "profiles", "type"}]}; type may be null. Standard
output: a JSON list in the same order: null for a description that kiwi does not load, else for each choice the sorted
names of the checks that object, or null where kiwi finds no such profile or type.
"""

import json
import logging
import os
import sys

# kiwi and what it calls write their logs to standard output, which belongs to the answers.
answers = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)

from lxml import isoschematron  # noqa: E402

from kiwi import defaults  # noqa: E402
from kiwi import runtime_checker  # noqa: E402
from kiwi.exceptions import KiwiProfileNotFound, KiwiRuntimeError, KiwiTypeNotFound  # noqa: E402
from kiwi.runtime_checker import RuntimeChecker  # noqa: E402
from kiwi.system.uri import Uri  # noqa: E402
from kiwi.xml_description import XMLDescription  # noqa: E402
from kiwi.xml_state import XMLState  # noqa: E402

logging.getLogger('kiwi').setLevel(logging.CRITICAL + 1)

# What they say depends on more than the description.
OF_THE_HOST = {
    # whether tagmedia is installed, and its version
    'check_checkmedia_used_with_msdos_table',
    'check_mediacheck_installed',
    # whether umoci, buildah and skopeo are installed, and their versions
    'check_container_tool_chain_installed',
    # the options of the cryptsetup that is installed
    'check_luksformat_options_valid',
    # the boot descriptions that are installed, and their kernels
    'check_consistent_kernel_in_boot_and_system_image',
    # where the image is built
    'check_target_dir_on_unsupported_filesystem',
    'check_target_directory_not_in_shared_cache',
    # the packages in a root tree that is built already
    'check_dracut_module_versions_compatible_to_kiwi',
}
CHECKS = sorted(
    name for name in dir(RuntimeChecker) if name.startswith('check_') and name not in OF_THE_HOST
)

# Half of one check looks for a folder of the host: here all are there, so that the other half decides.
runtime_checker.os.path.exists = lambda path: True

# Compiling the rules is nine tenths of kiwi's time, and they are the same for every description.
compile_rules = isoschematron.Schematron
compiled = []


def compile_once(*arguments, **options):
    if not compiled:
        compiled.append(compile_rules(*arguments, **options))
    return compiled[0]


isoschematron.Schematron = compile_once


def objections(loaded, choice):
    defaults.PLATFORM_MACHINE = choice['architecture']
    try:
        state = XMLState(loaded, choice['profiles'], choice['type'])
    except (KiwiProfileNotFound, KiwiTypeNotFound):
        return None
    checker = RuntimeChecker(state)
    found = []
    for name in CHECKS:
        try:
            getattr(checker, name)()
        except KiwiRuntimeError:
            found.append(name)
        except Exception as error:
            # A firmware that the machine does not have is refused by whoever asks for it first.
            if type(error).__name__ != 'KiwiNotImplementedError':
                raise
    return found


def judged(request):
    try:
        loaded = XMLDescription(request['file']).load()
    except Exception:
        return None
    return [objections(loaded, choice) for choice in request['choices']]


def translated(address):
    try:
        return Uri(address, 'rpm-md').translate()
    except Exception as error:
        return type(error).__name__


requests = json.load(sys.stdin)
json.dump(
    {
        'checks': CHECKS,
        'hostChecks': sorted(OF_THE_HOST),
        'judged': [judged(request) for request in requests['descriptions']],
        'translated': [translated(address) for address in requests['addresses']],
    },
    answers,
)
