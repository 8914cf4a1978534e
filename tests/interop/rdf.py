# needs: pyoxigraph
"""TriG and JSON-LD, read by Oxigraph: the same quads in both, all nodes and edges, and who says what kept apart."""

import pathlib
import tempfile

from pyoxigraph import Dataset, RdfFormat, Store, parse

from _graphs import cases, check, export

PREFIXES = """
PREFIX cg: <urn:claimgraph:vocabulary:>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <http://schema.org/>
PREFIX sem: <http://semanticweb.cs.vu.nl/2009/11/sem/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""

# What a paper itself states as fact: who did what to whom.
STATED = """
SELECT ?event ?agent ?document WHERE {
  ?view cg:stated_by ?document ; cg:polarity "positive" ; cg:factuality "asserted" .
  ?document a schema:NewsArticle .
  GRAPH ?view { ?event cg:agent ?agent }
}
"""

# Who accuses whom of what, and in which document.
ACCUSES = """
SELECT ?who ?whom ?what ?document WHERE {
  ?claim a schema:Claim ; cg:act "accuse" ; schema:author ?source ; cg:about ?accused ; schema:text ?what ;
         schema:appearance ?article .
  FILTER (?accused != ?source)
  ?source rdfs:label ?who . ?accused rdfs:label ?whom . ?article rdfs:label ?document .
} ORDER BY ?who ?whom ?what
"""


def count(store, pattern):
    """How many solutions a pattern has."""
    row = next(iter(store.query(f"{PREFIXES} SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")))
    return int(row["n"].value)


def pairs(store, pattern, a, b):
    """The values of two variables."""
    return {(row[a].value, row[b].value) for row in store.query(f"{PREFIXES} SELECT ?{a} ?{b} WHERE {{ {pattern} }}")}


for case in cases():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        trig = export(case, "trig", folder / "graph.trig")
        json_ld = export(case, "jsonld", folder / "graph.jsonld")
        quads = list(parse(path=str(trig), format=RdfFormat.TRIG))
        check(case, "trig: no quad stands twice", len(set(quads)), len(quads))
        check(case, "jsonld: the same quads", Dataset(parse(path=str(json_ld), format=RdfFormat.JSON_LD)) == Dataset(quads), True)
        check(case, "trig: no blank nodes", any("_:" == str(term)[:2] for quad in quads for term in quad), False)
    store = Store()
    store.extend(quads)
    nodes, edges = case.json["nodes"], case.edges
    classes = {"actor": "Actor", "claim": "Claim", "event": "EventReport", "document": "Document"}
    for kind, name in classes.items():
        check(case, f"rdf: {kind}s", count(store, f"?x a cg:{name}"), sum(n["type"] == kind for n in nodes))
    check(case, "rdf: edges", count(store, "?x a rdf:Statement"), len(edges))
    kinds = {edge["type"] for edge in edges}
    for kind in kinds:
        found = count(store, f"?x rdf:predicate cg:{kind} ; rdf:subject ?a ; rdf:object ?b")
        check(case, f"rdf: {kind}", found, sum(edge["type"] == kind for edge in edges))
    labels = sorted(row["label"].value for row in store.query(
        f"{PREFIXES} SELECT ?label WHERE {{ VALUES ?c {{ cg:Actor cg:Claim cg:EventReport cg:Document }} ?x a ?c ; rdfs:label ?label }}"))
    check(case, "rdf: labels", labels, sorted(node["label"] for node in nodes))

    # What is only alleged stands in no document's own graphs.
    events = {node["id"]: node for node in nodes if node["type"] == "event"}
    alleged = sum(case.is_alleged(event) for event in events.values())
    check(case, "rdf: alleged events", count(store, "?x a cg:EventReport ; cg:alleged true"), alleged)
    own = """?view cg:stated_by ?document . ?document a schema:NewsArticle . GRAPH ?view { ?event a sem:Event }"""
    told = {(event, row) for event, row in pairs(store, own, "event", "document")}
    expected = sum(any(s["by"] == "document" for s in event["stated_by"]) for event in events.values())
    check(case, "rdf: events that documents state themselves", len(told), expected)
    stated = {(row["event"].value, row["agent"].value) for row in store.query(PREFIXES + STATED)}
    facts = [
        edge for edge in edges
        if edge["type"] == "agent"
        and any(s["by"] == "document" and s["polarity"] == "positive" and s["modality"] == "asserted" for s in edge["stated_by"])
    ]
    check(case, "rdf: agents that documents state as fact", len(stated), len(facts))

    # Every view is one of the graph's statements.
    views = {row["g"].value for row in store.query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")}
    described = {row["g"].value for row in store.query(f"{PREFIXES} SELECT ?g WHERE {{ ?g a sem:View ; cg:polarity ?p ; cg:factuality ?f }}")}
    check(case, "rdf: every named graph is described", views, described)

    # Offsets and words lead back into the articles.
    query = """?sr oa:hasSource ?d ; oa:hasSelector ?position, ?quote . ?position oa:start ?start ; oa:end ?end .
               ?quote oa:exact ?exact . ?d schema:articleBody ?body"""
    places = 0
    for row in store.query(f"{PREFIXES} SELECT ?start ?end ?exact ?body WHERE {{ {query} }}"):
        places += 1
        if case.name != "hostile":
            words = row["body"].value[int(row["start"].value) : int(row["end"].value)]
            check(case, "rdf: words at their offsets", words, row["exact"].value)
    texts = {node["document"] for node in nodes if node["type"] == "document" and node.get("text") is not None}
    distinct = {
        (p["document"], p["start"], p["end"])
        for thing in nodes + edges for p in thing.get("provenance", []) if p["document"] in texts
    }
    check(case, "rdf: places", places, len(distinct))

    same = count(store, "?x a cg:Actor ; owl:sameAs ?item")
    check(case, "rdf: Wikidata", same, sum(bool(node.get("wikidata")) for node in nodes))
    accusations = list(store.query(PREFIXES + ACCUSES))
    claims = {node["id"]: node for node in nodes if node["type"] == "claim"}
    expected = sum(
        edge["type"] == "about" and claims[edge["source"]]["act"] == "accuse"
        and claims[edge["source"]]["source"] not in (None, edge["target"]) for edge in edges
    )
    check(case, "rdf: accusations", len(accusations), expected)
    print(f"  {case.name}: {len(quads)} quads in {len(views)} named graphs, {len(accusations)} accusations")
