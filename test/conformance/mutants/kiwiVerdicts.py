"""Says of each description whether kiwi loads it, by kiwi's own load: includes, conversion, schema, rules, data binding.

Standard input: a JSON list of absolute paths. Standard output: a JSON object with kiwi's version and, for each path in
the same order, what kind of failure ended the load (an empty text: none), what it said, and the rules that are broken.
"""

import importlib.metadata
import json
import logging
import os
import sys

# kiwi and the libraries that it uses write to both streams; only the answers and a failure of this program may pass.
answers = os.fdopen(os.dup(1), 'w')
sys.stderr = os.fdopen(os.dup(2), 'w')
nothing = os.open(os.devnull, os.O_WRONLY)
os.dup2(nothing, 1)
os.dup2(nothing, 2)

from lxml import etree, isoschematron  # noqa: E402

from kiwi.xml_description import XMLDescription  # noqa: E402

# Compiling schema and rules is nine tenths of kiwi's time, and they are the same for every description.
compiled = {}


def compile_once(kind, compiler):
    def of(document, **options):
        key = (kind, document.docinfo.URL)
        if key not in compiled:
            compiled[key] = compiler(document, **options)
        return compiled[key]

    return of


isoschematron.Schematron = compile_once('rules', isoschematron.Schematron)
etree.RelaxNG = compile_once('schema', etree.RelaxNG)

# Only words kiwi's answer anew, by a program that takes half a second.
XMLDescription._get_relaxng_validation_details = staticmethod(lambda *_: None)


class Rules(logging.Handler):
    """Keeps the messages of broken rules: kiwi's exception does not say them."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.messages = set()

    def emit(self, record):
        if record.msg == '--> %s':
            self.messages.add(record.getMessage().removeprefix('--> '))


def verdict(file, rules):
    rules.messages.clear()
    try:
        XMLDescription(file).load()
    except Exception as error:
        return {'failure': type(error).__name__, 'text': str(error), 'rules': sorted(rules.messages)}
    return {'failure': '', 'text': '', 'rules': []}


rules = Rules()
log = logging.getLogger('kiwi')
log.setLevel(logging.INFO)
for handler in list(log.handlers):
    log.removeHandler(handler)
log.addHandler(rules)
verdicts = [verdict(file, rules) for file in json.load(sys.stdin)]
json.dump({'kiwi': importlib.metadata.version('kiwi'), 'verdicts': verdicts}, answers)
