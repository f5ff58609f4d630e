/** Mutations of a document as a whole: namespaces, version, prolog, includes, and markup that is broken. */
import type { Draft, Mutation } from './draft'
import type { MarkupElement } from './markup'

const versions: readonly string[] = [
  '7.4',
  '7.5',
  '7.6',
  '8.0',
  '8.1',
  '8.2',
  '8.3',
  '8.4',
  '8.5',
  '8.05',
  '7.45',
  '8.45',
  '8.50',
  '08.5',
  '8.6',
  '9',
  '10.0',
  '7.3',
  '6.8',
  '7',
  '8',
  '',
  ' ',
  'abc',
  '7.4.1',
  ' 8.5 ',
  ' 7.4',
  '+8.5',
  '-8.5',
  '8.5e0',
  '0.85e1',
  '85e-1',
  '8,5',
  'Infinity',
  'NaN',
  '8.5x',
  '.85e1',
  '8.',
  '1e400',
  '0x8',
  '８.５',
  '8.5&#10;',
  '8.4&#32;',
  '--8',
  '8 5',
  '7.40000000001',
  '8.4999999999999999999'
]

const namespaceAttributes: readonly string[] = [
  ' xmlns=""',
  ' xmlns="http://example.org/n"',
  ' xmlns:n="http://example.org/n"',
  ' xmlns:n=""',
  ' n:a="b"',
  ' xmlns:n="http://example.org/n" n:a="b"',
  ' xml:lang="de"',
  ' xml:space="preserve"',
  ' xml:space="none"',
  ' xml:id="i"',
  ' xml:base="/x"',
  ' xmlns:xml="http://www.w3.org/XML/1998/namespace"',
  ' xmlns:xml="http://example.org/n"',
  ' xmlns:xmlns="http://example.org/n"',
  ' xmlns:n="http://www.w3.org/XML/1998/namespace"',
  ' xmlns="http://www.w3.org/XML/1998/namespace"',
  ' xmlns:n="http://www.w3.org/2000/xmlns/"',
  ' :a="b"',
  ' a:="b"',
  ' n:m:a="b"',
  ' xmlns:a="u" xmlns:b="u" a:x="1" b:x="2"',
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="a.rng"',
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b"',
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="x"',
  ' xmlns:n="a b"',
  ' xmlns:n="%"',
  ' xmlns:é="u"',
  ' xmlns:n="u" xmlns:n="v"'
]

const prologs: readonly string[] = [
  '',
  '<?xml version="1.0"?>',
  '<?xml version="1.1"?>',
  '<?xml version="1.5"?>',
  '<?xml version="2.0"?>',
  '<?xml encoding="utf-8"?>',
  '<?xml version="1.0" encoding="UTF8"?>',
  '<?xml version="1.0" encoding="utf-8" standalone="yes"?>',
  "<?xml version='1.0' encoding='us-ascii'?>",
  '<?xml version="1.0" standalone="maybe"?>',
  '<?xml version="1.0" standalone="yes" encoding="utf-8"?>',
  ' <?xml version="1.0"?>',
  '<?xml?>',
  '<?xml version="1.0" encoding="nonsense"?>',
  '<?xml version="1.0" encoding=""?>',
  '<?xml version="1.0" encoding="iso-8859-1"?>',
  '<!-- c --><?xml version="1.0"?>',
  '<?XML version="1.0"?>',
  '<?xml-stylesheet href="a"?>',
  '\uFEFF<?xml version="1.0"?>',
  '\uFEFF',
  '\uFEFF\uFEFF',
  '<?xml version="1.0"?><!DOCTYPE image>',
  '<!DOCTYPE image [<!ENTITY e "x">]>',
  '<!DOCTYPE image [<!-- c --><?p i?>]>',
  '<!DOCTYPE image SYSTEM "nowhere.dtd">',
  '<!DOCTYPE image PUBLIC "a" "b">',
  '<!DOCTYPE image [<!ELEMENT image ANY>]>',
  '<!DOCTYPE>',
  '<!DOCTYPE image [',
  '<!DOCTYPE other>',
  '<!doctype image>',
  '<?p?><!-- a --><?q r?>',
  '<!-- a -- b -->',
  '<!---->',
  '<?p',
  'x',
  '&amp;',
  '<![CDATA[]]>',
  '\n\n',
  '<a/>'
]

const broken: readonly string[] = [
  '<',
  '>',
  '&',
  '&amp',
  '&amp;',
  '&foo;',
  '&#0;',
  '&#x;',
  '&#xD800;',
  '&#x10FFFF;',
  '&#x110000;',
  '&;',
  '&#;',
  '"',
  "'",
  '=',
  '/',
  '<!',
  '<!--',
  '-->',
  '--',
  ']]>',
  '<![CDATA[',
  '<?',
  '?>',
  '</',
  '/>',
  '</image>',
  '<a>',
  '</a>',
  '<a/>',
  '<a b>',
  '<a b=c/>',
  '<a b="1" b="2"/>',
  '<a b="<"/>',
  '\u0001',
  '\u0000',
  '\u007F',
  '\u0085',
  '\u2028',
  '\uFFFE',
  '\uFFFF',
  '\uFEFF',
  '\u00A0',
  '\r',
  '\r\n',
  '\t',
  '\u{1F600}',
  '<é/>',
  '<1/>',
  '<-a/>',
  '<a.b/>',
  '<a:b/>',
  '<a xmlns:a="u"/>',
  '<:a/>',
  '<a:/>',
  '<?xml version="1.0"?>',
  '<?xMl?>',
  '<?a:b c?>',
  '<!DOCTYPE a>',
  '<!-- a --->',
  '<a b="1"c="2"/>',
  '< a/>',
  '</ a>',
  '<a\n/>',
  '<a / >',
  '<a b = "c"/>',
  '<a ></a >',
  '<a/ b="c">',
  ';',
  '#',
  '%',
  '[',
  ']'
]

const includes: readonly string[] = [
  'this://ADDED',
  'this://./ADDED',
  './ADDED',
  'ADDED',
  'file://ADDED',
  'file:///ADDED',
  'this://nowhere.xml',
  'nowhere.xml',
  '',
  ' ',
  ' this://ADDED',
  'this://ADDED#',
  'this://ADDED#a',
  'this://ADDED?a',
  'this://%41DDED',
  'this:ADDED',
  'THIS://ADDED',
  'dir://ADDED',
  'http://host/ADDED',
  'this://a b',
  'this://../x/ADDED',
  'this://./sub/../ADDED',
  'this://',
  'this:///',
  '.',
  '/',
  'this://.',
  '%',
  'ADDED#xpointer(/image)',
  'this://ADDED&amp;a',
  'this://[',
  'this://é.xml',
  'image',
  '//ADDED',
  'ADDED?',
  'x:ADDED',
  'this://this://ADDED',
  'this://ADDED/',
  '#',
  '?',
  '..',
  'this://ADDED;a'
]

const fragments: readonly string[] = [
  '<image><packages type="image"><package name="added"/></packages></image>',
  '<image/>',
  '<image>text</image>',
  '<other/>',
  '',
  '<image schemaversion="7.4" name="x"><users><user name="a" password="b"/></users></image>',
  '<image><nonsense/></image>',
  '<image>',
  '<image xmlns="u"><nonsense/></image>',
  '<image><include from="this://other.xml"/></image>',
  '<image><!-- c --><?p?><repository><source path="a"/></repository></image>',
  '<a><image><nonsense/></image></a>',
  '<?xml version="1.0"?>\n<image bad="x"><drivers><file name="a"/></drivers></image>',
  '<image><description type="system"/></image>',
  '<image><packages type="image">text</packages></image>',
  '<image xmlns:n="u"><n:a/></image>',
  '<image/><image/>',
  '<!DOCTYPE image><image/>',
  '<n:image/>',
  '<image><packagemanager>dnf</packagemanager></image>',
  '<image><preferences><packagemanager>dnf</packagemanager></preferences></image>',
  '<?xml version="1.0" encoding="utf-16"?><image/>'
]

const extensions: readonly string[] = [
  '<extension xmlns:n="u"><n:a/></extension><extension xmlns:n="u"><n:b/></extension>',
  '<extension xmlns:n="u" xmlns:m="u"><n:a/><m:b/></extension>',
  '<extension xmlns:n="u" xmlns:m="v"><n:a/><m:b/></extension>',
  '<extension xmlns:n="u"><n:a><n:a/></n:a></extension>',
  '<extension xmlns:n="u"><n:a b="c" n:b="d"/></extension>',
  '<extension xmlns:n="u" xmlns:m="u"><n:a n:b="c" m:b="d"/></extension>',
  '<extension xmlns:n="http://example.org/n"><n:a/></extension>',
  '<extension/>',
  '<extension>text</extension>',
  '<extension><a/></extension>',
  '<extension xmlns:n="http://example.org/n"><n:a/><n:b/></extension>',
  '<extension xmlns:n="u" a="b"><n:a/></extension>',
  '<extension><package name="x"/></extension>',
  '<extension xmlns:n="u"><n:a>text<n:b c="d"/></n:a></extension><extension xmlns:m="v"><m:a/></extension>',
  '<extension><n:a xmlns:n="u"/></extension>',
  '<extension xmlns="u"><a/></extension>',
  '<n:extension xmlns:n="u"/>',
  '<extension xmlns:n="u"><n:a/>text</extension>',
  '<extension xmlns:n="u"><n:type image="oem"/></extension>',
  '<extension xmlns:n="u"><n:a><type image="oem"/></n:a></extension>'
]

export const documentMutations: Readonly<Record<string, Mutation>> = {
  schemaversion: draft => {
    const root = rootOf(draft, draft.main)
    const attribute = root?.attributes.find(({ name }) => name === 'schemaversion')
    if (!attribute) return undefined
    const version = draft.random.pick(versions)
    const gone = draft.random.below(versions.length) === 0
    draft.replace(draft.main, attribute.start, attribute.end, gone ? '' : ` schemaversion="${version}"`)
    return gone ? 'without' : JSON.stringify(version)
  },
  'old or new schemaversion': draft => {
    const root = rootOf(draft, draft.main)
    const attribute = root?.attributes.find(({ name }) => name === 'schemaversion')
    const version = draft.random.pick(versions.slice(0, 9))
    if (attribute) draft.replace(draft.main, attribute.start, attribute.end, ` schemaversion="${version}"`)
    return attribute && version
  },
  'convertible attribute': draft => {
    const file = draft.anyFile()
    const written = draft.random.pick([
      ['containerconfig', ' additionaltags="a,b"'],
      ['containerconfig', ' additionalnames=":a" additionaltags=""'],
      ['repository', ' type="rpm-dir"'],
      ['repository', ' use_for_bootstrap="true"'],
      ['type', ' btrfs_root_is_snapshot="true"'],
      ['bootloader', ' console="gfxterm serial"'],
      ['bootloader', ' console="serial"'],
      ['bootloader', ' output_console="serial" console="gfxterm"'],
      ['type', ' vga="0x318"'],
      ['type', ' xmlns:n="u" n:vga="1"'],
      ['bootloader', ' console=" serial"'],
      ['bootloader', ' console=""'],
      ['bootloader', ' console="serial "']
    ] as const)
    const targets = draft.elements(file).filter(({ name }) => name === written[0])
    if (targets.length === 0) return undefined
    const target = draft.random.pick(targets)
    draft.replace(file, target.nameEnd, target.nameEnd, written[1])
    return `${written[1]} at ${target.name}`
  },
  namespace: onElement((draft, file, element) => {
    const written = draft.random.pick(namespaceAttributes)
    draft.replace(file, element.nameEnd, element.nameEnd, written)
    return `${written} at ${element.name}`
  }),
  'prefix of an element': onElement((draft, file, element) => {
    const declared = draft.random.pick(['', ' xmlns:n="http://example.org/n"', ' xmlns:n="u"'])
    if (!element.selfClosing) draft.replace(file, element.contentEnd, element.end, `</n:${element.name}>`)
    draft.replace(file, element.start + 1, element.nameEnd, `n:${element.name}${declared}`)
    return `${element.name}${declared}`
  }),
  extension: draft => {
    const file = draft.anyFile()
    const root = rootOf(draft, file)
    const written = draft.random.pick(extensions)
    if (root) draft.insert(file, draft.random.below(6) > 0 ? root : draft.random.pick(draft.elements(file)), written)
    return root && written
  },
  prolog: draft => {
    const file = draft.anyFile()
    const root = rootOf(draft, file)
    if (!root) return undefined
    const written = draft.random.pick(prologs)
    const text = draft.text(file)
    const declared = /^<\?xml[^>]*>/.exec(text)?.[0].length ?? 0
    if (draft.random.below(2) === 0) draft.replace(file, 0, declared, written)
    else draft.replace(file, root.start, root.start, written)
    return JSON.stringify(written)
  },
  'text behind the end': draft => {
    const file = draft.anyFile()
    const end = draft.text(file).length
    const written = draft.random.pick([
      '<!-- c -->',
      '<?p?>',
      'x',
      '<a/>',
      '&amp;',
      '\u0000',
      '<',
      '\n',
      '<![CDATA[]]>',
      '<!DOCTYPE a>',
      '\uFEFF'
    ])
    draft.replace(file, end, end, written)
    return JSON.stringify(written)
  },
  include: draft => {
    const root = rootOf(draft, draft.main)
    if (!root) return undefined
    const from = draft.random.pick(includes)
    const fragment = draft.random.pick(fragments)
    draft.texts.set('added.xml', fragment)
    const written = `<include from="${from.replaceAll('ADDED', 'added.xml')}"/>`
    draft.insert(draft.main, draft.random.below(8) > 0 ? root : draft.random.pick(draft.elements(draft.main)), written)
    return `${written} of ${fragment}`
  },
  'include element': draft => {
    const includes = draft.elements(draft.main).filter(({ name }) => name === 'include')
    const root = rootOf(draft, draft.main)
    if (!root) return undefined
    draft.texts.set('added.xml', fragments[0] ?? '')
    const from = includes.length > 0 ? (draft.random.pick(includes).attributes[0]?.value ?? '') : 'this://added.xml'
    const written = draft.random.pick([
      `<include from="${from}">text</include>`,
      `<include from="${from}"><a/></include>`,
      '<include/>',
      `<include from="${from}" a="b"/>`,
      `<include from="${from}"><users><user name="a"/></users></include>`,
      `<include from="${from}"><!-- c --></include>`,
      `<include xmlns:n="u" n:from="${from}"/>`,
      `<include xmlns="u" from="${from}"/>`,
      `<include from="${from}"/><include from="${from}"/>`,
      `<include from="${from}"><include from="this://added.xml"/></include>`
    ])
    draft.insert(draft.main, root, written)
    return written
  },
  'move into an included file': draft => {
    const root = rootOf(draft, draft.main)
    const children = root?.children.filter(({ name }) => name !== 'include') ?? []
    if (children.length === 0) return undefined
    const element = draft.random.pick(children)
    draft.texts.set('moved.xml', `<image>${draft.source(draft.main, element)}</image>`)
    draft.replace(draft.main, element.start, element.end, '<include from="this://moved.xml"/>')
    return element.name
  },
  'broken markup': draft => {
    const file = draft.anyFile()
    const written = draft.random.pick(broken)
    const at = draft.random.below(draft.text(file).length + 1)
    draft.replace(file, at, at, written)
    return `${JSON.stringify(written)} at ${at}`
  },
  'characters removed': draft => {
    const file = draft.anyFile()
    const text = draft.text(file)
    const marks = [...text.matchAll(/[<>"'=/&;?!-]/g)].map(match => match.index)
    if (marks.length === 0) return undefined
    const at = draft.random.pick(marks)
    const length = 1 + draft.random.below(2)
    draft.replace(file, at, at + length, '')
    return `${JSON.stringify(text.slice(at, at + length))} at ${at}`
  },
  'cut off': draft => {
    const file = draft.anyFile()
    const text = draft.text(file)
    const at = text.length - draft.random.below(Math.min(text.length, 200) + 1)
    draft.replace(file, at, text.length, '')
    return `at ${at}`
  },
  'line ends': draft => {
    const file = draft.anyFile()
    const by = draft.random.pick(['\r\n', '\r'])
    draft.texts.set(file, draft.text(file).replaceAll('\n', by))
    return JSON.stringify(by)
  },
  'internal entity': draft => {
    const file = draft.anyFile()
    const text = draft.text(file)
    const root = rootOf(draft, file)
    const values = draft
      .elements(file)
      .flatMap(({ attributes }) => attributes)
      .filter(({ value }) => !/[&%"]/.test(value))
    if (!root || values.length === 0 || text.includes('<!DOCTYPE')) return undefined
    const attribute = draft.random.pick(values)
    draft.replace(file, attribute.valueStart - 1, attribute.valueEnd + 1, '"&e;"')
    const defined = draft.random.pick([attribute.value, attribute.value, 'nonsense', '&e;', '<a/>', '&#60;a/>', '&f;'])
    const written = `<!DOCTYPE image [<!ENTITY e "${defined}"><!ENTITY f "${attribute.value}">]>\n`
    const start = rootOf(draft, file)?.start ?? 0
    draft.replace(file, start, start, written)
    return `${attribute.name}="&e;" with ${written.trim()}`
  }
}

function rootOf(draft: Draft, file: string): MarkupElement | undefined {
  return draft.elements(file)[0]
}

function onElement(change: (draft: Draft, file: string, element: MarkupElement) => string): Mutation {
  return draft => {
    const file = draft.anyFile()
    const elements = draft.elements(file)
    return elements.length === 0 ? undefined : change(draft, file, draft.random.pick(elements))
  }
}
