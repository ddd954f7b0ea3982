"use strict";
(function () {
  var marks = new Map();
  var given = new Map();
  var saved = true;
  window.addEventListener("beforeunload", function (event) { if (marks.size && !saved) { event.preventDefault(); } });
  var all = function (selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); };
  document.documentElement.classList.add("scripted");

  function show(rule, change) {
    var shown = 0;
    all(".post").forEach(function (post) {
      var rules = JSON.parse(post.dataset.rules);
      var fits = (!rule || rules.indexOf(rule) >= 0) && (!change || post.dataset.change === change);
      post.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    document.getElementById("how-many").textContent = shown + (shown === 1 ? " post" : " posts");
  }

  var byRule = document.getElementById("by-rule");
  var byChange = document.getElementById("by-change");
  function filter() { show(byRule.value, byChange ? byChange.value : ""); }
  [byRule, byChange].forEach(function (one) { if (one) { one.addEventListener("change", filter); } });
  all("a[data-rule]").forEach(function (link) {
    link.addEventListener("click", function () {
      byRule.value = link.dataset.rule;
      if (byChange) { byChange.value = ""; }
      filter();
    });
  });

  function openTarget() {
    var post = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (post && post.classList.contains("post")) {
      post.hidden = false;
      post.open = true;
      post.scrollIntoView();
      post.querySelector("summary").focus({ preventScroll: true });
    }
  }
  window.addEventListener("hashchange", openTarget);
  all('a[href^="#p"]').forEach(function (link) {
    link.addEventListener("click", function () { if (link.hash === location.hash) { openTarget(); } });
  });
  openTarget();

  function cell(text) {
    return /[",\r\n]|^\s|\s$/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }
  function paint() {
    var saver = document.getElementById("save");
    saver.hidden = marks.size === 0;
    document.getElementById("marked").textContent =
      marks.size + (marks.size === 1 ? " mark, not saved yet" : " marks, not saved yet");
  }
  all(".label").forEach(function (group) {
    var key = JSON.stringify([group.dataset.key, group.dataset.rule]);
    var buttons = Array.prototype.slice.call(group.querySelectorAll("button"));
    buttons.forEach(function (button) {
      if (button.getAttribute("aria-pressed") === "true") { given.set(key, button.value); }
      button.addEventListener("click", function () {
        var on = button.getAttribute("aria-pressed") !== "true";
        buttons.forEach(function (one) { one.setAttribute("aria-pressed", String(on && one === button)); });
        saved = false;
        if (on) { marks.set(key, button.value); } else { marks.delete(key); given.delete(key); }
        paint();
      });
    });
  });
  document.getElementById("save-file").addEventListener("click", function () {
    var lines = ["message_id,rule,label"];
    new Map(Array.from(given).concat(Array.from(marks))).forEach(function (label, key) {
      lines.push(JSON.parse(key).map(cell).concat(label).join(","));
    });
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/csv" }));
    link.download = "labels.csv";
    link.click();
    saved = true;
    document.getElementById("marked").textContent = "Saved as labels.csv. Next: listwarden replay ... --label labels.csv --examples examples";
  });
})();
