# needs: kuzu
"""Neo4j's CSV and the Cypher scripts, loaded into Kuzu.

There is no Neo4j here. Its CSV files are copied into Kuzu table by table, with the types that the headers name; its script
is checked to be the one that Kuzu ran, but for what comes before the first node.
"""

import collections
import csv
import pathlib
import re
import sys
import tempfile

import kuzu

from _graphs import cases, check, export

csv.field_size_limit(sys.maxsize)

BREAKS = re.compile("\r\n|[\t-\r\x85\u2028\u2029]")
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
LABELS = {"actor": "Actor", "claim": "Claim", "event": "Event", "document": "Document"}
TYPES = {"": "STRING", "ID": "STRING", "long": "INT64", "double": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE", "string[]": "STRING"}


def one_line(text):
    """A text without line breaks and control characters."""
    return CONTROLS.sub("\ufffd", BREAKS.sub(" ", text))


def is_odd(text):
    return bool(CONTROLS.search(text) or "\u2028" in text or "\u2029" in text)


def database(folder, name):
    return kuzu.Connection(kuzu.Database(str(folder / name)))


def rows(result):
    while result.has_next():
        yield result.get_next()


def check_database(case, what, connection, key="n.id"):
    """Counts, ids, labels, types and what is alleged."""
    names = {}
    for kind, label in LABELS.items():
        expected = [node for node in case.json["nodes"] if node["type"] == kind]
        alleged = ", n.alleged, n.polarity, n.factuality" if kind == "event" else ""
        found = {row[0]: row for row in rows(connection.execute(f"MATCH (n:{label}) RETURN n.id, n.label{alleged}"))}
        check(case, f"{what}: nodes of {label}", len(found), len(expected))
        for node in expected:
            id = node["id"]
            if is_odd(id):
                id = next((other for other in found if other.startswith(re.sub("[\x00-\x1f]", "\ufffd", id) + "~")), None)
                names.setdefault("odd", []).append(id)
                # Ids that differ in a control character only stay apart, by their digests.
                check(case, f"{what}: odd ids", len(set(names["odd"])) >= 1, True)
            names[node["id"]] = id
            check(case, f"{what}: id {node['id']!r}", id in found, True)
            if not is_odd(node["id"]):
                check(case, f"{what}: label of {id}", found[id][1] or "", one_line(node["label"]))
            if kind == "event":
                check(case, f"{what}: manner of {id}", found[id][2:], [case.is_alleged(node), node["polarity"], node["factuality"]])
    expected = collections.Counter((e["type"].upper(), e["key"], case.is_alleged(e)) for e in case.edges)
    found = collections.Counter()
    for type, key, alleged, n in rows(connection.execute("MATCH ()-[r]->() RETURN label(r), r.key, r.alleged, count(*)")):
        found[(type, key, alleged)] += n
    check(case, f"{what}: relationships that differ", list((expected - found) + (found - expected)), [])
    some = [e for e in case.edges if not is_odd(e["source"] + e["target"])][:: max(1, len(case.edges) // 200)]
    for edge in some:
        query = f"MATCH (a)-[r:`{edge['type'].upper()}`]->(b) WHERE a.id = $a AND b.id = $b AND r.key = $key RETURN count(*)"
        n = next(rows(connection.execute(query, {"a": edge["source"], "b": edge["target"], "key": edge["key"]})))[0]
        check(case, f"{what}: {edge['source']} {edge['key']} {edge['target']}", n, 1)


def statements(path):
    """The statements of a script: each ends with a semicolon at the end of a line."""
    statement = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line.startswith("//"):
            statement.append(line)
        if line.endswith(";"):
            yield "\n".join(statement)
            statement = []
    if "".join(statement).strip():
        sys.exit(f"{path.name} ends within a statement: {statement[:3]}")


def scripts(case, folder):
    neo4j = list(statements(export(case, "cypher", folder / "graph.cypher")))
    script = list(statements(export(case, "kuzu", folder / "graph.kuzu.cypher")))
    connection = database(folder, "script")
    connection.execute("BEGIN TRANSACTION")
    for statement in script:
        try:
            connection.execute(statement)
        except RuntimeError as error:
            sys.exit(f"{case.name}: {str(error)[:1000]} in {statement[:1000]}")
    connection.execute("COMMIT")
    check_database(case, "kuzu", connection)
    makes = lambda all: [s for s in all if not re.match("CREATE (CONSTRAINT|NODE TABLE|REL TABLE) ", s)]
    check(case, "cypher: statements", makes(neo4j) == makes(script), True)
    check(case, "cypher: constraints", len(neo4j) - len(makes(neo4j)), 4)


def tables(case, folder):
    export(case, "neo4j", folder / "out")
    csvs = folder / "out" / "neo4j"
    connection = database(folder, "tables")
    # Python's reader first: every row has the cells of its header, and every cell is one line.
    headers = {}
    for path in csvs.iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            headers[path.stem] = next(reader)
            for row in reader:
                check(case, f"{path.name}: cells of a row", len(row), len(headers[path.stem]))
                check(case, f"{path.name}: one line", any("\n" in cell or "\r" in cell for cell in row), False)
    options = "(HEADER=true, PARALLEL=false, ESCAPE='\"', DELIM=',', QUOTE='\"')"

    def columns(file):
        for i, cell in enumerate(headers[file]):
            name, _, type = cell.partition(":")
            if not name:
                name, type = f"column_{i}", ""
            yield f"`{name}` {TYPES[type]}"

    for kind, label in LABELS.items():
        connection.execute(f"CREATE NODE TABLE {label}({', '.join(columns(kind + 's'))}, PRIMARY KEY(id))")
        connection.execute(f"COPY {label} FROM '{csvs / (kind + 's.csv')}' {options}")
    label_of = {node["id"]: LABELS[node["type"]] for node in case.json["nodes"]}
    pairs = collections.defaultdict(set)
    for edge in case.edges:
        pairs[edge["type"].upper()].add((label_of[edge["source"]], label_of[edge["target"]]))
    # A relationship table of Kuzu is for one type, so the rows of each type and pair of labels are copied by themselves.
    start, end = (headers["relationships"].index(name) for name in (":START_ID", ":END_ID"))
    type = headers["relationships"].index(":TYPE")
    kept = [i for i in range(len(headers["relationships"])) if i not in (start, end, type)]
    all = list(columns("relationships"))
    split = collections.defaultdict(list)
    with (csvs / "relationships.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        for row in reader:
            ends = tuple(LABELS[row[at].partition(":")[0]] for at in (start, end))
            split[(row[type], ends)].append([row[start], row[end], *(row[i] for i in kept)])
    for name, ends in pairs.items():
        froms = ", ".join(f"FROM {a} TO {b}" for a, b in sorted(ends))
        connection.execute(f"CREATE REL TABLE `{name}`({froms}, {', '.join(all[i] for i in kept)})")
        for a, b in sorted(ends):
            part = folder / "part.csv"
            with part.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(split[(name, (a, b))])
            connection.execute(
                f"COPY `{name}` FROM '{part}' (HEADER=false, PARALLEL=false, ESCAPE='\"', FROM='{a}', TO='{b}')"
            )
    check_database(case, "neo4j", connection)


for case in cases():
    for load in [scripts, tables]:
        with tempfile.TemporaryDirectory() as folder:
            load(case, pathlib.Path(folder))
    print(f"  {case.name}: {len(case.nodes)} nodes, {len(case.edges)} edges in Kuzu, by script and by CSV")
