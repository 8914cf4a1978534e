# needs: markdown-it-py pyyaml
"""Markdown notes: front matter read by PyYAML, text by markdown-it, links by the rules of Obsidian."""

import pathlib
import re
import tempfile
import unicodedata

import yaml
from markdown_it import MarkdownIt

from _graphs import cases, check, export

WIKILINK = re.compile(r"(?<!\\)\[\[([^\[\]|]+)\|([^\[\]|]*)\]\]")
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)


def front_matter(text):
    """The properties of a note and its body."""
    assert text.startswith("---\n"), text[:50]
    head, body = text[4:].split("\n---\n", 1)
    return yaml.safe_load(head), body


markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
for case in cases():
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        export(case, "notes", root)
        notes = {path.relative_to(root / "notes").as_posix(): path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.md"))}
    nodes = case.json["nodes"]
    by_id = {}
    for path, text in notes.items():
        properties, body = front_matter(text)
        if path != "index.md":
            check(case, f"notes: {path} stands for one node", properties["id"] in by_id, False)
            by_id[properties["id"]] = (path, properties, body)
    expected = {node["id"] for node in nodes if node["type"] in ("actor", "document")}
    check(case, "notes: one for each actor and article", set(by_id), expected)

    # Names that every file system takes, and tells apart.
    folded = [unicodedata.normalize("NFKD", path).casefold() for path in notes]
    check(case, "notes: names differ by more than case", len(set(folded)), len(folded))
    for path in notes:
        for part in path.split("/"):
            stem = part.removesuffix(".md")
            check(case, f"notes: {part!r} is short", len(part.encode()) <= 100, True)
            check(case, f"notes: {part!r} has no reserved character", set(part) & set('<>:"/\\|?*#^[]`'), set())
            check(case, f"notes: {part!r} has no control character", any(unicodedata.category(c)[0] == "C" for c in part), False)
            check(case, f"notes: {part!r} is no device", bool(RESERVED.match(stem)), False)
            check(case, f"notes: {part!r} ends well", stem == stem.strip(" .") and bool(stem), True)

    links = 0
    for node in nodes:
        if node["id"] not in by_id:
            continue
        path, properties, body = by_id[node["id"]]
        if node["type"] == "actor":
            check(case, f"notes: aliases of {node['id']}", properties["aliases"], node["aliases"])
            check(case, f"notes: name of {node['id']}", properties["name"], node["label"])
        else:
            for key in ("title", "publisher", "author", "url"):
                check(case, f"notes: {key} of {node['id']}", properties.get(key), node[key])
        # Links lead to notes.
        for target, _ in WIKILINK.findall(body):
            links += 1
            check(case, f"notes: link to {target!r}", target + ".md" in notes, True)
        # Words of articles are words: no HTML, no image, no link but to Wikidata and notes, no code, no list in a list.
        plain = WIKILINK.sub("link", body)
        check(case, f"notes: no link is left in {path}", "[[" in plain.replace("\\[\\[", ""), False)
        for token in markdown.parse(plain):
            check(case, f"notes: {token.type} in {path}: {token.content[:80]!r}", token.type in (
                "heading_open", "heading_close", "inline", "paragraph_open", "paragraph_close", "bullet_list_open",
                "bullet_list_close", "list_item_open", "list_item_close", "blockquote_open", "blockquote_close"), True)
            for child in token.children or []:
                is_wikidata = child.type == "link_open" and child.attrs["href"].startswith("https://www.wikidata.org/wiki/")
                check(case, f"notes: {child.type} in {path}: {token.content[:80]!r}", is_wikidata or child.type in (
                    "text", "strong_open", "strong_close", "em_open", "em_close", "link_close", "softbreak", "text_special"), True)

    # What is only alleged says so, in the note of its article.
    if case.name != "hostile":
        for node in nodes:
            if node["type"] == "event" and case.is_alleged(node):
                _, _, body = by_id[f"document:{node['document']}"]
                events = body.split("## Events", 1)[1].split("\n## ", 1)[0]
                lines = [line for line in events.splitlines() if line.startswith("- ") and node["event_type"] in line]
                words = node["label"].split()[0]
                check(case, f"notes: {node['id']} says per whom", any(words in line and ", per " in line for line in lines), True)
        for node in nodes:
            if node["type"] == "document":
                _, _, body = by_id[node["id"]]
                for kind, title in [("claim", "Claims"), ("event", "Events")]:
                    n = sum(other["type"] == kind and other["document"] == node["document"] for other in nodes)
                    if n:
                        check(case, f"notes: {title} of {node['id']}", f"## {title} ({n})" in body, True)
    print(f"  {case.name}: {len(notes)} notes, {links} links")
