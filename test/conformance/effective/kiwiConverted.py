"""Compares texts with what kiwi makes of descriptions: its includes and its conversion, before any judgement.

Standard input: a JSON list of {"file", "text"}. Standard output: a JSON list of the first differences in the same order,
an empty text where both are the same but for white space between elements.
"""

import json
import os
import sys

# kiwi and what it calls write their logs to standard output, which belongs to the answers.
answers = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)

from lxml import etree  # noqa: E402

from kiwi.markup.xml import MarkupXML  # noqa: E402


def lines(node, depth=0):
    """One line for each start tag, text and comment, so that a difference can be told."""
    space = ' ' * depth
    if isinstance(node, etree._Comment):
        yield f'{space}<!--{node.text}-->'
        return
    if not isinstance(node.tag, str):
        yield f'{space}{etree.tostring(node, with_tail=False).decode()}'
        return
    attributes = ''.join(f' {name}={value!r}' for name, value in sorted(node.attrib.items()))
    yield f'{space}<{node.tag}{attributes}>'
    mixed = len(node) > 0
    yield from texts(node.text, mixed, space)
    for child in node:
        yield from lines(child, depth + 1)
        yield from texts(child.tail, mixed, space)


def texts(text, mixed, space):
    if text and (text.strip() or not mixed):
        # Pretty printing trims text beside elements.
        yield f'{space} {text.strip() if mixed else text!r}'


def difference(request):
    # Its temporary file lives as long as it does.
    markup = MarkupXML(request['file'])
    converted = markup.get_xml_description()
    theirs = list(lines(etree.parse(converted).getroot()))
    ours = list(lines(etree.fromstring(request['text'].encode())))
    for number, (one, other) in enumerate(zip(ours, theirs)):
        if one != other:
            return f'{number}: {one} | kiwi: {other}'
    return '' if len(ours) == len(theirs) else f'{len(ours)} lines | kiwi: {len(theirs)}'


json.dump([difference(request) for request in json.load(sys.stdin)], answers)
