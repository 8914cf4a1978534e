# commands: node npm
"""Elements JSON, read by Cytoscape.js; D3's JSON, laid out by d3-force. Both are fetched with npm."""

import json
import pathlib
import subprocess
import sys
import tempfile

from _graphs import cases, check, export

PACKAGES = ["cytoscape@3.33.1", "d3-force@3.0.0"]

CYTOSCAPE = """
const fs = require("fs");
const cytoscape = require("cytoscape");
const cy = cytoscape({ headless: true, ...JSON.parse(fs.readFileSync(process.argv[2])) });
const data = (element) => element.data();
fs.writeFileSync(process.argv[3], JSON.stringify({ nodes: cy.nodes().map(data), edges: cy.edges().map(data) }));
"""

D3 = """
const fs = require("fs");
import("d3-force").then((d3) => {
  const { nodes, links } = JSON.parse(fs.readFileSync(process.argv[2]));
  const force = d3.forceLink(links).id((node) => node.id);
  d3.forceSimulation(nodes).force("link", force).stop().tick(1);
  const ends = links.map((link) => [link.source.id, link.target.id, link.key, link.alleged]);
  const placed = nodes.filter((node) => Number.isFinite(node.x)).map((node) => [node.id, node.label]);
  fs.writeFileSync(process.argv[3], JSON.stringify({ placed, ends }));
});
"""

scratch = tempfile.TemporaryDirectory()
folder = pathlib.Path(scratch.name)
try:
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", *PACKAGES], cwd=folder, check=True, timeout=300)
except (subprocess.SubprocessError, OSError):
    print(f"  skipped: npm cannot install {' and '.join(PACKAGES)}")
    sys.exit()
(folder / "cytoscape.cjs").write_text(CYTOSCAPE)
(folder / "d3.cjs").write_text(D3)


def run(script, path):
    """What a script of Node writes when it reads a file."""
    out = folder / "out.json"
    subprocess.run(["node", script, str(path), str(out)], cwd=folder, check=True)
    return json.loads(out.read_text(encoding="utf-8"))


for case in cases():
    found = run("cytoscape.cjs", export(case, "cytoscape", folder / "graph.cyjs"))
    check(case, "cyjs: nodes", [(n["id"], n["label"]) for n in found["nodes"]], [(n["id"], n["label"]) for n in case.json["nodes"]])
    check(
        case,
        "cyjs: alleged events",
        [n["id"] for n in found["nodes"] if n.get("alleged")],
        [n["id"] for n in case.json["nodes"] if case.is_alleged(n)],
    )
    expected = [[e["source"], e["target"], e["key"], case.is_alleged(e)] for e in case.edges]
    check(case, "cyjs: edges", [[e["source"], e["target"], e["key"], e["alleged"]] for e in found["edges"]], expected)
    found = run("d3.cjs", export(case, "d3", folder / "d3.json"))
    check(case, "d3: nodes", found["placed"], [[n["id"], n["label"]] for n in case.json["nodes"]])
    check(case, "d3: links", found["ends"], expected)
    print(f"  {case.name}: {len(case.nodes)} nodes, {len(case.edges)} edges in Cytoscape.js and d3-force")
