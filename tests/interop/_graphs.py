"""What the scripts share: the graphs to export, a hostile one among them, and exporting.

A script is called with the program and graph.json files. `cases()` gives every graph with its parsed JSON, and one more
made of the first by writing hostile strings into it.
"""

import copy
import json
import pathlib
import subprocess
import sys
import tempfile

# Line breaks and tabs, quotes of three kinds, markup, Cypher, control characters, directions, a word that is a keyword of
# DOT, what a spreadsheet calculates, what separates lists, an astral character, what is no character, and a very long word.
HOSTILE = [
    "a \"quoted\" 'name' `here`",
    "back\\slash\\",
    "\\u0027) DETACH DELETE n //",
    "'}) DETACH DELETE n; //",
    "<b>bold</b> & &amp; ]]> <!-- -->",
    "line\nbreak\r\nand\ttab; and\n:exit",
    "bell\x07 null\x00 escape\x1b[31m delete\x7f",
    "\u202eevil\u202c \u2066and\u2069 \u200fמרגל \u061cجاسوس",
    "node",
    "=HYPERLINK(\"http://example.org\")",
    "+1-2",
    "@sum",
    "a;b|c, d",
    "\U0001d4b3 \U0001f575\ufe0f \U0001f1ec\U0001f1e7",
    "\ufffe\uffff\ufdd0 \u0085 \u2028 \u2029 \ufeff",
    "",
    " ",
    "x" * 10000,
    "null",
    "{curly} [square] $dollar %percent #hash",
]


class Case:
    """A graph to export: a name, where its graph.json is, and what is in it."""

    def __init__(self, name, path):
        self.name = name
        self.path = pathlib.Path(path)
        self.json = json.loads(self.path.read_text(encoding="utf-8"))
        self.nodes = {node["id"]: node for node in self.json["nodes"]}
        self.edges = self.json["edges"]

    def is_alleged(self, thing):
        """Whether only parties state a node or an edge, and no document in its own voice."""
        stated_by = thing.get("stated_by") or []
        return bool(stated_by) and all(s["by"] != "document" for s in stated_by)


def hostile(graph):
    """A copy of a graph with hostile strings for labels, names, sentences and metadata; ids of two documents as well."""
    graph = copy.deepcopy(graph)
    turn = iter(range(10**9))

    def nasty():
        return HOSTILE[next(turn) % len(HOSTILE)]

    def spoil(thing):
        for key in ("label", "text", "note", "title", "author", "publisher", "url", "role", "predicate", "cue"):
            if isinstance(thing.get(key), str) and thing[key]:
                thing[key] = nasty()
        if thing.get("aliases"):
            thing["aliases"] = sorted({nasty() for _ in thing["aliases"]})
        for place in thing.get("provenance", []):
            place["text"] = nasty()
            if place.get("sentence"):
                place["sentence"]["text"] = nasty()

    for node in graph["nodes"]:
        if node["type"] == "document":
            node["title"] = nasty()
            node["url"] = nasty()
            node["publisher"] = nasty()
        spoil(node)
    for edge in graph["edges"]:
        spoil(edge)
    # Two documents whose names differ in a control character only.
    documents = [node for node in graph["nodes"] if node["type"] == "document"][:2]
    controls = ["\x01", "\x02"]
    rename = {node["document"]: f'a "b" <c>&{controls[i]}\n{"x" * 50}' for i, node in enumerate(documents)}
    ids = {f"document:{old}": f"document:{new}" for old, new in rename.items()}

    def renamed(value, key=None):
        if isinstance(value, dict):
            return {k: renamed(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [renamed(v, key) for v in value]
        if isinstance(value, str):
            if key in ("document", "documents", "given_id"):
                return rename.get(value, value)
            if key in ("id", "source", "target"):
                return ids.get(value, value)
        return value

    return renamed(graph)


def cases():
    """The graphs named on the command line, and a hostile one made of the first."""
    paths = sys.argv[2:]
    for path in paths:
        yield Case(pathlib.Path(path).stem, path)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "hostile.json"
        first = json.loads(pathlib.Path(paths[0]).read_text(encoding="utf-8"))
        path.write_text(json.dumps(hostile(first)), encoding="utf-8")
        yield Case("hostile", path)


def export(case, format, out, *options):
    """Writes a graph in a format to a file, or to a folder for formats of several files."""
    command = [sys.argv[1], "export", str(case.path), "--format", format, "--out", str(out), *options]
    subprocess.run(command, check=True)
    return out


def check(case, what, found, expected):
    """Ends the script with a message when two things differ."""
    if found != expected:
        sys.exit(f"{case.name}: {what}: found {str(found)[:2000]!r}, expected {str(expected)[:2000]!r}")
