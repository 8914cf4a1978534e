# needs: networkx igraph lxml
"""D3, GraphML, its yEd flavour and GEXF, read by NetworkX, igraph and lxml."""

import collections
import json
import pathlib
import re
import tempfile

import igraph
import lxml.etree
import networkx

from _graphs import cases, check, export

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def in_xml(text):
    """A text as XML can hold it."""
    return NOT_IN_XML.sub("\ufffd", text)


def same_id(found, expected):
    """Whether an id is the one in the graph; where XML cannot hold it, a digest follows."""
    return found == expected or (NOT_IN_XML.search(expected) and found.startswith(in_xml(expected) + "~"))


def check_graph(case, what, graph, label="label", key="key", text=in_xml):
    """Counts, ids, labels, types and what is alleged, of a graph that NetworkX has read."""
    check(case, f"{what}: nodes", graph.number_of_nodes(), len(case.nodes))
    check(case, f"{what}: edges", graph.number_of_edges(), len(case.edges))
    check(case, f"{what}: directed", (graph.is_directed(), graph.is_multigraph()), (True, True))
    names = {}
    for (found, data), node in zip(graph.nodes(data=True), case.json["nodes"]):
        check(case, f"{what}: id {found!r}", bool(same_id(found, node["id"])), True)
        check(case, f"{what}: label of {found}", data[label], text(node["label"]))
        check(case, f"{what}: type of {found}", data["type"], node["type"])
        if node["type"] == "event":
            check(case, f"{what}: alleged of {found}", data["alleged"], case.is_alleged(node))
            check(case, f"{what}: polarity of {found}", data["polarity"], node["polarity"])
            check(case, f"{what}: factuality of {found}", data["factuality"], node["factuality"])
        names[node["id"]] = found
    expected = collections.Counter(
        (names[e["source"]], names[e["target"]], e["type"], text(e["key"]), case.is_alleged(e)) for e in case.edges
    )
    found = collections.Counter(
        (s, t, d["type"], d[key], d["alleged"]) for s, t, d in graph.edges(data=True)
    )
    check(case, f"{what}: edges that differ", list((expected - found) + (found - expected)), [])


def graphml(case, folder):
    path = export(case, "graphml", folder / "graph.graphml")
    # Without force_multigraph a graph that happens to have no two edges between two nodes would be read as another kind.
    check_graph(case, "graphml", networkx.read_graphml(path, force_multigraph=True))
    graph = igraph.Graph.Read_GraphML(str(path))
    check(case, "igraph: nodes and edges", (graph.vcount(), graph.ecount()), (len(case.nodes), len(case.edges)))
    check(case, "igraph: directed", graph.is_directed(), True)
    check(case, "igraph: labels", graph.vs["label"], [in_xml(n["label"]) for n in case.json["nodes"]])
    alleged = sum(1 for node in case.json["nodes"] if case.is_alleged(node))
    check(case, "igraph: alleged events", sum(1 for v in graph.vs if v["alleged"]), alleged)
    alleged = sum(1 for edge in case.edges if case.is_alleged(edge))
    check(case, "igraph: alleged edges", sum(1 for e in graph.es if e["alleged"]), alleged)


def yed(case, folder):
    path = export(case, "yed", folder / "graph.yed.graphml", "--view", "full")
    graph = networkx.read_graphml(path, force_multigraph=True)
    check(case, "yed: nodes and edges", (graph.number_of_nodes(), graph.number_of_edges()), (len(case.nodes), len(case.edges)))
    ids = [data["id"] for _, data in graph.nodes(data=True)]
    check(case, "yed: ids", len(set(ids)), len(case.nodes))
    by_id = {data["id"]: data for _, data in graph.nodes(data=True)}
    shapes = {"actor": "roundrectangle", "claim": "rectangle", "event": "octagon", "document": "parallelogram"}
    for node in case.json["nodes"]:
        data = by_id.get(node["id"])
        if data is None:
            check(case, f"yed: id {node['id']!r}", bool(NOT_IN_XML.search(node["id"])), True)
            continue
        check(case, f"yed: shape of {node['id']}", data["shape_type"], shapes[node["type"]])
        # An event may be told by a document and yet be called alleged there.
        if node["type"] == "event" and case.is_alleged(node):
            check(case, f"yed: alleged {node['id']}", data["alleged"], True)
        if case.name != "hostile":
            check(case, f"yed: label of {node['id']}", bool(data["label"].strip()), True)
    for view in ["actors", "claims", "events"]:
        path = export(case, "yed", folder / f"{view}.graphml", "--view", view)
        networkx.read_graphml(path, force_multigraph=True)


def gexf(case, folder):
    path = export(case, "gexf", folder / "graph.gexf")
    schema = lxml.etree.RelaxNG(file=str(pathlib.Path(__file__).with_name("gexf.rng")))
    parser = lxml.etree.XMLParser(huge_tree=True)
    tree = lxml.etree.parse(str(path), parser)
    check(case, "gexf: structure", (schema.validate(tree), str(schema.error_log)[:2000]), (True, ""))
    graph = networkx.read_gexf(path, version="1.3")
    check_graph(case, "gexf", networkx.MultiDiGraph(graph), label="plain_label", key="edge_key")
    check(case, "gexf: mode", graph.graph["mode"], "dynamic")
    dated = 0
    for name, data in graph.nodes(data=True):
        start, end = data.get("start"), data.get("end")
        dated += start is not None
        check(case, f"gexf: days of {name}", start is None or end is None or start <= end, True)
    documents = sum(1 for node in case.json["nodes"] if node["type"] == "document" and node["date"])
    check(case, "gexf: nodes with a day", dated >= documents, True)


def d3(case, folder):
    path = export(case, "d3", folder / "d3.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    graph = networkx.node_link_graph(data, edges="links")
    # The key of an edge is its key in NetworkX as well, and read from there.
    for _, _, key, edge in graph.edges(keys=True, data=True):
        edge["key"] = key
    check_graph(case, "d3", graph, text=str)


for case in cases():
    with tempfile.TemporaryDirectory() as folder:
        for read in [d3, graphml, yed, gexf]:
            read(case, pathlib.Path(folder))
    print(f"  {case.name}: {len(case.nodes)} nodes, {len(case.edges)} edges in D3, GraphML, yEd and GEXF")
