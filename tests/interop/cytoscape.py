# needs: ndex2
"""CX2, read by ndex2."""

import pathlib
import tempfile

from ndex2.cx2 import RawCX2NetworkFactory

from _graphs import cases, check, export

for case in cases():
    with tempfile.TemporaryDirectory() as folder:
        path = export(case, "cx2", pathlib.Path(folder) / "graph.cx2")
        network = RawCX2NetworkFactory().get_cx2network(str(path))
    nodes, edges = network.get_nodes(), network.get_edges()
    check(case, "cx2: nodes and edges", (len(nodes), len(edges)), (len(case.nodes), len(case.edges)))
    check(case, "cx2: status", network.get_status(), {"success": True, "error": ""})
    declared = network.get_attribute_declarations()
    types = {"string": str, "long": int, "double": (int, float), "boolean": bool, "list_of_string": list}
    for aspect, elements in [("nodes", nodes), ("edges", edges)]:
        for element in elements.values():
            for name, value in element["v"].items():
                kind = types[declared[aspect][name]["d"]]
                check(case, f"cx2: {aspect} {name} {value!r} is of its type", isinstance(value, kind), True)
    for i, node in enumerate(case.json["nodes"]):
        values = nodes[i]["v"]
        check(case, f"cx2: node {i}", (values["id"], values["label"]), (node["id"], node["label"]))
        if node["type"] == "event":
            check(case, f"cx2: alleged of {node['id']}", values["alleged"], case.is_alleged(node))
    for i, edge in enumerate(case.edges):
        found = edges[i]
        ends = [nodes[found[end]]["v"]["id"] for end in ["s", "t"]]
        check(case, f"cx2: edge {i}", (*ends, found["v"]["key"]), (edge["source"], edge["target"], edge["key"]))
        check(case, f"cx2: alleged of edge {i}", found["v"]["alleged"], case.is_alleged(edge))
    print(f"  {case.name}: {len(nodes)} nodes, {len(edges)} edges in CX2")
