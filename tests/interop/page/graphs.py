"""Small graphs for the test of the page, in the form of graph.json: hostile text, astral characters, many actors."""

import hashlib
import json

HOSTILE = [
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "<!-- --><b id=injected>bold</b>",
    "javascript:alert(1)",
    "evil\u202egpj.exe\u2066",
    "שלום עליכם",
    "A" * 10000,
    "nul\u0001bell\u0007",
    "🦊 fox 👩‍👩‍👧 family",
    "__proto__",
]


class Builder:
    """Documents whose sentences are claims and events, with offsets in code points."""

    def __init__(self):
        self.nodes, self.edges, self.actors = [], [], {}

    def actor(self, name, kind):
        key = f"actor:{hashlib.sha256(name.encode()).hexdigest()[:12]}" if len(name) > 40 or not name.isalnum() else f"actor:{name.lower()}"
        if key not in self.actors:
            self.actors[key] = {
                "id": key, "label": name, "type": "actor", "kind": kind, "named": True, "names": {name: 1}, "aliases": [],
                "gazetteer": None, "wikidata": "Q42", "codes": [], "mentions": 0, "documents": [], "weight": 1, "note": None,
                "provenance": [],
            }
            self.nodes.append(self.actors[key])
        return self.actors[key]

    def document(self, name, acts, date="2024-03-01", title=None, url=None, lead="🦊🦊 Foxes first."):
        """acts: who, whom and, if only alleged, who says so."""
        text, spans = lead, []

        def add(words):
            nonlocal text
            start = len(text)
            text += words
            return {"start": start, "end": len(text), "text": words}

        for agent, patient, speaker in acts:
            add("\n")
            begin = len(text)
            said = None
            if speaker:
                said = add(speaker["label"])
                add(" ")
                cue = add("said")
                add(" that ")
            content = len(text)
            first = add(agent["label"])
            add(" ")
            trigger = add("attacked")
            add(" ")
            second = add(patient["label"])
            end = len(text)
            add(".")
            sentence = {"start": begin, "end": len(text), "text": text[begin:]}
            spans.append((agent, patient, speaker, said, cue if speaker else None, {"start": content, "end": end, "text": text[content:end]}, first, trigger, second, sentence))
        self.nodes.append({
            "id": f"document:{name}", "label": title or name, "type": "document", "document": name, "given_id": name,
            "digest": "0" * 16, "title": title, "date": date, "url": url, "publisher": "The Test", "author": None,
            "text": text, "provenance": [],
        })
        for n, (agent, patient, speaker, said, cue, content, first, trigger, second, sentence) in enumerate(spans):
            where = lambda words: {"document": name, **words, "sentence": sentence}
            event, claim = f"event:{name}-{n}", f"claim:{name}-{n}"
            by = {"by": claim if speaker else "document", "polarity": "positive", "modality": "asserted", "factuality": "asserted"}
            for actor, words in ((agent, first), (patient, second), (speaker, said)):
                if actor:
                    actor["mentions"] += 1
                    actor["provenance"].append({**where(words), "rule": "name"})
                    if name not in actor["documents"]:
                        actor["documents"].append(name)
            self.nodes.append({
                "id": event, "label": "attack", "type": "event", "document": name, "event_type": "ASSAULT", "cameo": "190", "mode": None,
                "contexts": [], "quad_class": "material conflict", "score": -9.0, "goldstein": -9.0, "lemma": "attack", "time": None,
                "quantity": None, "polarity": "positive", "polarity_words": None, "modality": "asserted", "factuality": "asserted",
                "modality_words": None, "arguments": [], "stated_by": [by], "provenance": [where(trigger)],
            })
            self.edge(agent["id"], event, "agent", [where(first)], stated_by=[by])
            self.edge(event, patient["id"], "patient", [where(second)], stated_by=[by])
            if speaker:
                self.nodes.append({
                    "id": claim, "label": content["text"][:80], "type": "claim", "document": name, "date": date, "kind": "indirect",
                    "text": content["text"], "sentence": sentence, "source": speaker["id"], "source_text": said, "cue": cue, "act": "say",
                    "addressee": None, "addressee_text": None, "stances": [], "certainty": None, "hearsay": None, "time": None,
                    "within": None, "provenance": [where(content)],
                })
                self.edge(speaker["id"], claim, "made", [where(cue)], cue="said", date=date)
                self.edge(claim, agent["id"], "about", [where(first)])
                self.edge(claim, event, "reports", [where(trigger)])

    def edge(self, source, target, kind, provenance, **more):
        self.edges.append({"source": source, "target": target, "key": kind, "type": kind, "provenance": provenance, **more})

    def contradict(self, one, other, kind="contradicts"):
        claims = {node["id"]: node for node in self.nodes}
        self.edge(one, other, kind, claims[one]["provenance"])

    def write(self, path):
        graph = {"program": "claimgraph", "version": "0", "format_version": 1}
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"directed": True, "multigraph": True, "graph": graph, "nodes": self.nodes, "edges": self.edges}, file, ensure_ascii=False)


def hostile(path):
    """Every hostile text as a name, a title and an address; some only allege."""
    graph = Builder()
    mouse = graph.actor("Mouse", "person")
    for i, text in enumerate(HOSTILE):
        actor = graph.actor(text, "organization")
        graph.document(f"doc-{i}", [(actor, mouse, None), (mouse, actor, actor)], date=f"2024-0{i % 9 + 1}-0{i % 8 + 1}", title=text, url=f"javascript:{text}" if i % 2 else "https://news.example/a?b=<i>")
    graph.contradict("claim:doc-0-1", "claim:doc-3-1")
    graph.write(path)


def many(path, n):
    """n actors in a ring with chords, each joined with three others."""
    graph = Builder()
    kinds = ["person", "organization", "state", "group"]
    actors = [graph.actor(f"Actor{i}", kinds[i % 4]) for i in range(n)]
    for i in range(0, n, 10):
        acts = []
        for j in range(i, min(n, i + 10)):
            acts += [(actors[j], actors[(j + step) % n], actors[(j + 3) % n] if step == 7 else None) for step in (1, 7, 31)]
        graph.document(f"ring-{i}", acts)
    graph.write(path)
