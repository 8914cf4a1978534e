# needs: followthemoney
"""FollowTheMoney entities, read and validated by the followthemoney package."""

import collections
import json
import pathlib
import tempfile

from followthemoney import model
from followthemoney.proxy import EntityProxy

from _graphs import cases, check, export

# Properties whose values the model writes in another way: it takes marks off names, splits addresses.
REWRITTEN = {"name", "alias", "weakAlias", "full", "location"}

for case in cases():
    with tempfile.TemporaryDirectory() as folder:
        path = export(case, "ftm", pathlib.Path(folder) / "entities.ftm.json")
        entities = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    proxies = {}
    for entity in entities:
        schema = model.get(entity["schema"])
        schema.validate(entity)
        proxy = EntityProxy.from_dict(entity, cleaned=False)
        check(case, f"ftm: properties of {entity}", set(proxy.properties), set(entity["properties"]))
        for name, values in entity["properties"].items():
            prop = schema.properties[name]
            kept = proxy.get(name)
            if name not in REWRITTEN:
                check(case, f"ftm: values of {entity['schema']}:{name}", sorted(kept), sorted(values))
            check(case, f"ftm: number of values of {entity['schema']}:{name}", len(kept), len({prop.type.clean(v, proxy=proxy) for v in values}))
            for value in kept:
                check(case, f"ftm: length of {name}", len(value) <= prop.max_length, True)
        for required in schema.required:
            check(case, f"ftm: {entity['schema']} has {required}", bool(proxy.get(required)), True)
        check(case, f"ftm: {entity['id']} stands once", entity["id"] in proxies, False)
        proxies[entity["id"]] = proxy
    # Every reference has its entity, of the kind that the property asks for.
    for proxy in proxies.values():
        for prop, value in proxy.itervalues():
            if prop.type.name == "entity":
                target = proxies.get(value)
                check(case, f"ftm: {prop} of {proxy.id} refers to an entity", target is not None, True)
                check(case, f"ftm: {prop} is a {target.schema.name}", target.schema.is_a(prop.range), True)

    schemata = collections.Counter(proxy.schema.name for proxy in proxies.values())
    nodes, edges = case.json["nodes"], case.edges
    links = sum(n for name, n in schemata.items() if model.get(name).edge)
    check(case, "ftm: nodes", len(proxies) - links, len(nodes))
    check(case, "ftm: events", schemata["Event"], sum(n["type"] == "event" for n in nodes))
    check(case, "ftm: claims", schemata["Note"], sum(n["type"] == "claim" for n in nodes))
    check(case, "ftm: articles", schemata["Article"], sum(n["type"] == "document" for n in nodes))
    check(case, "ftm: people", schemata["Person"], sum(n.get("kind") == "person" for n in nodes))
    references = ("about", "reports", "stated_in")
    check(case, "ftm: links", links, sum(e["type"] not in references for e in edges))
    notes = [proxy for proxy in proxies.values() if proxy.schema.name == "Note"]
    found = sum(len(note.get("entity")) for note in notes)
    check(case, "ftm: about and reports", found, sum(e["type"] in ("about", "reports") for e in edges))
    proofs = sum(len(p.get("proof")) for p in proxies.values() if p.schema.name in ("Note", "Event"))
    documents = {n["id"]: n["document"] for n in nodes if n["type"] == "document"}
    check(case, "ftm: proofs", proofs, sum(e["type"] == "stated_in" and e["target"] in documents for e in edges))

    # What is only alleged says so, and makes nobody an involved party.
    alleged = {n["id"] for n in nodes if n["type"] == "event" and case.is_alleged(n)}
    events = {p.first("recordId"): p for p in proxies.values() if p.schema.name == "Event"}
    check(case, "ftm: events by id", set(events), {n["id"] for n in nodes if n["type"] == "event"})
    for event in alleged:
        check(case, f"ftm: {event} is alleged", "alleged" in events[event].get("keywords"), True)
        check(case, f"ftm: {event} says per whom", "per " in events[event].first("summary"), True)
        check(case, f"ftm: nobody is involved in {event}", events[event].get("involved"), [])
    found = sum("alleged" in p.get("status") for p in proxies.values() if p.schema.edge)
    told_alleged = lambda e: any(s["factuality"] == "alleged" for s in e["stated_by"] if s["by"] == "document")
    expected = sum(case.is_alleged(e) or told_alleged(e) for e in edges if e.get("stated_by"))
    check(case, "ftm: alleged links", found, expected)
    print(f"  {case.name}: {len(proxies)} entities, {dict(sorted(schemata.items()))}")
