# needs: stix2
"""A STIX 2.1 bundle, parsed strictly by the stix2 package."""

import collections
import json
import pathlib
import tempfile

import stix2

from _graphs import cases, check, export

for case in cases():
    with tempfile.TemporaryDirectory() as folder:
        path = export(case, "stix", pathlib.Path(folder) / "bundle.stix.json")
        text = path.read_text(encoding="utf-8")
    raw = json.loads(text)
    bundle = stix2.parse(text, allow_custom=False, version="2.1")
    objects = {thing["id"]: thing for thing in bundle["objects"]}
    check(case, "stix: ids are unique", len(objects), len(raw["objects"]))
    # What was parsed is what was written: nothing dropped, nothing made up.
    for thing in raw["objects"]:
        found = json.loads(objects[thing["id"]].serialize())
        check(case, f"stix: {thing['id']}", found, thing)
    kinds = collections.Counter(thing["type"] for thing in objects.values())
    extension = next(thing["id"] for thing in objects.values() if thing["type"] == "extension-definition")

    def own(thing):
        """What our extension says of an object."""
        return raw_by_id[thing["id"]].get("extensions", {}).get(extension, {})

    raw_by_id = {thing["id"]: thing for thing in raw["objects"]}
    nodes, edges = case.json["nodes"], case.edges
    by_node = {own(thing)["node"]: thing for thing in objects.values() if "node" in own(thing)}
    check(case, "stix: nodes", set(by_node), {node["id"] for node in nodes})
    types = {"claim": "note", "event": "incident", "document": "report"}
    for node in nodes:
        expected = types.get(node["type"]) or ("location" if node["kind"] == "place" else "identity")
        check(case, f"stix: type of {node['id']}", by_node[node["id"]]["type"], expected)

    # Every reference has its object.
    for thing in objects.values():
        for name in ("source_ref", "target_ref", "created_by_ref"):
            if name in thing:
                check(case, f"stix: {name} of {thing['id']}", thing[name] in objects, True)
        for target in thing.get("object_refs", []):
            check(case, f"stix: object_refs of {thing['id']}", target in objects, True)

    # Every edge is a relationship, or a reference of a note or a report.
    references = ("made", "about", "reports", "stated_in")
    found = collections.Counter(own(thing)["kind"] for thing in objects.values() if thing["type"] == "relationship")
    expected = collections.Counter(edge["type"] for edge in edges if edge["type"] not in references)
    check(case, "stix: relationships", found, expected)
    for kind, name in [("made", "made_by"), ("about", "about"), ("reports", "reports")]:
        found = collections.Counter()
        for thing in objects.values():
            if thing["type"] == "note":
                for target in own(thing)[name]:
                    check(case, f"stix: {name} is among the references", target in thing["object_refs"], True)
                    found[thing["id"], target] += 1
        end, claim = ("source", "target") if kind == "made" else ("target", "source")
        expected = collections.Counter(
            (by_node[e[claim]]["id"], by_node[e[end]]["id"]) for e in edges if e["type"] == kind
        )
        check(case, f"stix: {kind}", found, expected)
    for edge in edges:
        if edge["type"] == "stated_in":
            report, thing = by_node[edge["target"]], by_node[edge["source"]]
            check(case, f"stix: stated_in of {edge['source']}", thing["id"] in report["object_refs"], True)

    # What is only alleged says so.
    def told_alleged(thing):
        return any(s["by"] == "document" and s["factuality"] == "alleged" for s in thing["stated_by"])

    for node in nodes:
        if node["type"] == "event":
            incident = by_node[node["id"]]
            is_alleged = case.is_alleged(node)
            check(case, f"stix: alleged of {node['id']}", own(incident)["alleged"], is_alleged)
            check(case, f"stix: label of {node['id']}", "alleged" in incident["labels"], is_alleged or told_alleged(node))
            check(case, f"stix: name of {node['id']}", ", per " in incident["name"] or not is_alleged, True)
    found = sum(own(thing)["alleged"] for thing in objects.values() if thing["type"] == "relationship")
    check(case, "stix: alleged relationships", found, sum(case.is_alleged(edge) for edge in edges))
    print(f"  {case.name}: {len(objects)} objects, {dict(sorted(kinds.items()))}")
