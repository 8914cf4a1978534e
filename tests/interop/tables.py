# needs: pandas
"""links.csv and the dyads in ICEWS columns, read by pandas and counted anew from graph.json."""

import collections
import pathlib
import tempfile

import pandas

from _graphs import cases, check, export

TIES = {"affiliation", "leads", "member_of", "part_of", "located_in", "allied_with", "opposed_to", "relation"}
ICEWS = [
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code", "Intensity",
    "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City", "District",
    "Province", "Country", "Latitude", "Longitude",
]


def voices(stated_by):
    return {(s["by"], s["polarity"], s["modality"]) for s in stated_by}


def acts(case):
    """Each agent of each event with each one it is done to, and whether that is alleged."""
    agents, targets = collections.defaultdict(list), collections.defaultdict(list)
    for edge in case.edges:
        if edge["type"] == "agent":
            agents[edge["target"]].append(edge)
        elif edge["type"] in ("patient", "recipient"):
            targets[edge["source"]].append(edge)
    for event, links in agents.items():
        for agent in links:
            for target in targets[event]:
                if agent["source"] != target["target"]:
                    common = voices(agent["stated_by"]) & voices(target["stated_by"])
                    told = all(any(s["by"] == "document" for s in e["stated_by"]) for e in (agent, target))
                    alleged = all(by != "document" for by, _, _ in common) if common else None
                    yield event, agent["source"], target["target"], target["type"], alleged, told


for case in cases():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        links = pandas.read_csv(export(case, "links", folder / "links.csv"), dtype=str, keep_default_na=False)
        dyads = pandas.read_csv(export(case, "icews", folder / "icews.tsv"), sep="\t", dtype=str, keep_default_na=False)
    named = {id for id, node in case.nodes.items() if node.get("named")}
    expected = list(acts(case))
    check(case, "icews: columns", list(dyads.columns[:20]), ICEWS)
    check(
        case,
        "icews: rows",
        collections.Counter(zip(dyads["Event Node"], dyads["Source ID"], dyads["Target ID"], dyads["Target Role"])),
        collections.Counter((event, a, b, role) for event, a, b, role, _, _ in expected),
    )
    alleged = dict(zip(zip(dyads["Event Node"], dyads["Source ID"], dyads["Target ID"], dyads["Target Role"]), dyads["Alleged"]))
    for event, a, b, role, is_alleged, told in expected:
        found = alleged[(event, a, b, role)]
        if is_alleged is not None:
            check(case, f"icews: alleged of {event} {a} {b}", found, "true" if is_alleged else "false")
        if not told:
            check(case, f"icews: alleged of {event} {a} {b}, of which an end is", found, "true")
    check(case, "icews: event ids", (dyads["Event ID"].nunique(), dyads["Event ID"].astype(int).max() if len(dyads) else 0) < (len(dyads) + 1, 2**53), True)
    pandas.to_numeric(dyads["Intensity"])
    about = sum(
        1
        for e in case.edges
        if e["type"] == "about" and case.nodes[e["source"]]["source"] in named and e["target"] in named
    )
    ties = sum(1 for e in case.edges if e["type"] in TIES and e["source"] in named and e["target"] in named)
    deeds = sum(1 for _, a, b, *_ in expected if a in named and b in named)
    check(case, "links: rows", len(links), about + ties + deeds)
    kinds = links["Type"].map(lambda kind: "claim" if kind.startswith("claim: ") else "tie" if kind in TIES else "deed")
    check(case, "links: kinds", dict(kinds.value_counts()), {k: n for k, n in [("claim", about), ("tie", ties), ("deed", deeds)] if n})
    check(case, "links: ends", set(links["From ID"]) | set(links["To ID"]) <= named, True)
    # One name, one actor.
    for name, id in [("From", "From ID"), ("To", "To ID")]:
        check(case, f"links: actors of a name", links.groupby(name)[id].nunique().max() if len(links) else 1, 1)
    for column in links.columns:
        formulas = [cell for cell in links[column] if cell.lstrip().startswith(("=", "+", "-", "@"))]
        check(case, f"links: formulas in {column}", formulas, [])
        check(case, f"links: line breaks in {column}", [cell for cell in links[column] if "\n" in cell or "\r" in cell], [])
    check(case, "links: alleged says who", list(links[(links["Alleged"] == "true") & (links["Stated by"] == "")]["Label"]), [])
    print(f"  {case.name}: {len(links)} links, {len(dyads)} dyads in pandas")
