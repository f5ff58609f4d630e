"""Loads descriptions as kiwi does before a build: includes, conversion, schema, rules, and the checks that need no host.

Standard input: a JSON list of {"file", "profiles", "checks"}. Standard output: a JSON list of problems in the same order,
an empty text for a description that kiwi takes.
"""

import json
import logging
import os
import sys

# kiwi and what it calls write their logs to standard output, which belongs to the answers.
answers = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)

from lxml import isoschematron  # noqa: E402

from kiwi.runtime_checker import RuntimeChecker  # noqa: E402
from kiwi.xml_description import XMLDescription  # noqa: E402
from kiwi.xml_state import XMLState  # noqa: E402

# Checks that ask for tools of the host, or that only make sense with a finished root tree.
OF_THE_HOST = {
    'check_checkmedia_used_with_msdos_table',
    'check_container_tool_chain_installed',
    'check_dracut_module_versions_compatible_to_kiwi',
    'check_luksformat_options_valid',
    'check_mediacheck_installed',
    'check_target_dir_on_unsupported_filesystem',
    'check_target_directory_not_in_shared_cache',
}


# Compiling the rules is nine tenths of kiwi's time, and they are the same for every description.
compile_rules = isoschematron.Schematron
compiled = []


def compile_once(*arguments, **options):
    if not compiled:
        compiled.append(compile_rules(*arguments, **options))
    return compiled[0]


isoschematron.Schematron = compile_once


class Details(logging.Handler):
    """Keeps what kiwi logs about an invalid description: its exception does not say it."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.lines = []

    def emit(self, record):
        text = record.getMessage()
        if text.startswith('-->'):
            self.lines.append(text)


def problem(request, details):
    details.lines.clear()
    try:
        state = XMLState(XMLDescription(request['file']).load(), request['profiles'])
        checker = RuntimeChecker(state)
        if request['checks']:
            for name in sorted(set(dir(RuntimeChecker)) - OF_THE_HOST):
                if name.startswith('check_'):
                    getattr(checker, name)()
    except Exception as error:
        return '\n'.join([f'{type(error).__name__}: {error}', *details.lines])
    return ''


details = Details()
log = logging.getLogger('kiwi')
log.setLevel(logging.INFO)
log.addHandler(details)
json.dump([problem(request, details) for request in json.load(sys.stdin)], answers)
