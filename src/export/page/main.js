// main.js - puts the page together.

function start() {
  const days = graph.docs.map((doc) => doc.day).filter((day) => day !== null).sort((a, b) => a - b);
  const span = days.length ? (days[0] === days[days.length - 1] ? shownDay(days[0]) : `${shownDay(days[0])} – ${shownDay(days[days.length - 1])}`) : "";
  const title = graph.docs.length === 1 ? docName(graph.docs[0]) : counted(graph.docs.length, "article");
  document.title = `${cut(title, 80)} – claimgraph`;
  fill(byName("about"), el("strong", null, words(title, 70)),
    el("span", null, [span, counted(graph.actors.length, "actor"), counted(graph.claims.length, "claim"), counted(graph.events.length, "event")].filter(Boolean).join(" · ")));
  byName("made").textContent = `${graph.program} ${graph.version}`;
  readTheme();
  startGraph();
  filter.most = firstActors();
  startTabs();
  startControls();
  startSearch();
  if (window.innerWidth < 860) byName("legend").open = false;
  startTimeline();
  buildScene();
  measureBoxes(context);
  showScope();
  fit(false);
  window.addEventListener("hashchange", followAddress);
  window.addEventListener("popstate", followAddress);
  followAddress();
  showTimeline();
  document.documentElement.dataset.ready = "true";
}

start();
