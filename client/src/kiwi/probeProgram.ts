/** The Python program that describes the kiwi it is run with: version, command line, options, plugins, schema. */

/**
 * Prints one line of JSON. It imports kiwi but runs none of its commands. kiwi up to 10 has usage texts (docopt), kiwi 11
 * a tree of commands (typer): both are read into the same shape. Run it as `PYTHON -I -c PROGRAM`, so that nothing of the
 * current folder is imported; packages that were installed for the user only are then added by the program itself.
 */
export const probeProgram = String.raw`
import importlib, importlib.util, json, os, re, site, sys, typing

answer = {}

def package_version(name):
    from importlib.metadata import PackageNotFoundError, version
    try:
        return version(name)
    except PackageNotFoundError:
        return None

def task_modules():
    from importlib.metadata import entry_points
    try:
        return entry_points(group='kiwi.tasks')
    except TypeError:
        return entry_points().get('kiwi.tasks', [])

def docopt_options(usage):
    found = {}
    for match in re.finditer(r'(--[\w-]+)(=<[^>]*>)?(\.\.\.)?', usage):
        found.setdefault(match[1], {'name': match[1], 'flag': not match[2], 'multiple': bool(match[3])})
    return list(found.values())

def docopt_commands():
    import kiwi.cli
    text = kiwi.cli.__doc__
    end = text.find('commands:')
    commands = {'': docopt_options(text if end < 0 else text[:end])}
    for task in task_modules():
        text = importlib.import_module(task.value).__doc__
        usage = re.split(r'\n\s*\n', text[text.lower().index('usage:'):])[0]
        commands[task.name.replace('_', ' ', 1)] = docopt_options(usage)
    return commands

def typer_choices(parameter):
    choices = getattr(getattr(parameter, 'type', None), 'choices', None)
    if choices:
        return list(choices)
    descriptor = getattr(parameter, 'type_descriptor', None)
    annotation = getattr(descriptor, 'annotation', None)
    return list(typing.get_args(annotation)) if typing.get_origin(annotation) is typing.Literal else []

def typer_commands(command, path, commands):
    commands[' '.join(path)] = [{
        'name': parameter.opts[0],
        'flag': bool(getattr(parameter, 'is_flag', False)),
        'multiple': bool(getattr(parameter, 'multiple', False)),
        'required': bool(parameter.required),
        'choices': typer_choices(parameter)
    } for parameter in command.params]
    for name, child in getattr(command, 'commands', {}).items():
        typer_commands(child, path + [name], commands)
    return commands

def describe():
    if sys.prefix == sys.base_prefix and 'no-user-site' not in sys.argv:
        site.addsitedir(site.getusersitepackages())
    found = importlib.util.find_spec('kiwi')
    if not found or not found.submodule_search_locations:
        answer['missing'] = True
        return
    from kiwi.version import __version__
    answer['version'] = __version__
    schema = os.path.join(found.submodule_search_locations[0], 'schema', 'kiwi.rng')
    answer['schema'] = schema if os.path.isfile(schema) else None
    answer['stackbuildPlugin'] = package_version('kiwi-stackbuild-plugin')
    answer['boxedPlugin'] = package_version('kiwi-boxed-plugin')
    try:
        from kiwi.cli import Cli
        from typer.main import get_command
        Cli.cli
    except (ImportError, AttributeError):
        answer['commands'] = docopt_commands()
        answer['cli'] = 'docopt'
        return
    for name, plugin in sorted(Cli.__new__(Cli).load_plugin_cli().items()):
        Cli.system.add_typer(plugin, name=name)
    answer['commands'] = typer_commands(get_command(Cli.cli), [], {})
    answer['cli'] = 'typer'

try:
    describe()
except BaseException as reason:
    answer['failure'] = '%s: %s' % (type(reason).__name__, reason)
print()
print(json.dumps(answer))
`
