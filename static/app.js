// What pages gain where JavaScript runs; without it everything still works. Nothing is decided here: verdicts, ranges and
// faults are the server's answers, put in place. Nothing is kept in the browser.
(() => {
  "use strict";
  const all = (query, within = document) => [...within.querySelectorAll(query)];
  const byId = (id) => document.getElementById(id);
  const SILENT = "The server does not answer: what you typed is still here, nothing is saved";
  const LOGGED_OUT = "You were logged out. Log in in another tab, then go on here";
  const isLoggedOut = (answer) => answer.status === 401;

  // the form as it stands, sent beside the page
  const send = (form, path, name, value) => {
    const body = new URLSearchParams(new FormData(form));
    body.set(name, value);
    return fetch(path, { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(9000) });
  };

  // one line in the dock; a fault is read out too
  const say = (words, isFault = true) => {
    const line = byId("kept");
    if (!line || line.textContent === words) return;
    line.textContent = words;
    line.classList.toggle("fault", isFault);
    if (isFault) byId("said").textContent = words;
  };

  // keys outside fields
  let g = -Infinity;
  document.addEventListener("keydown", (event) => {
    const { key, target, timeStamp } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest("input,textarea,select,[data-keyless]") || document.querySelector("dialog[open]")) return;
    if (key === "/") byId("find")?.focus();
    else if (key === "?") byId("keys")?.showModal();
    else if (key === "b" && timeStamp - g < 1500) location.assign("/board");
    else {
      g = key === "g" ? timeStamp : -Infinity;
      return;
    }
    event.preventDefault();
  });

  // a form is sent once; one with much typed in it only to a server that answers
  const keepers = new WeakMap();
  const sure = new WeakSet();
  const sent = new WeakSet();
  const release = (form) => {
    sure.delete(form);
    sent.delete(form);
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.target) return;
    if (sent.has(form)) return event.preventDefault();
    if (!keepers.has(form) || sure.has(form)) {
      sent.add(form);
      // the page stays where a file comes back
      return setTimeout(release, 9000, form);
    }
    event.preventDefault();
    const keeper = keepers.get(form);
    if (keeper.isSending) return;
    keeper.isSending = true;
    await keeper.under;
    const answer = await fetch("/account", { redirect: "manual", signal: AbortSignal.timeout(4000) }).catch(() => null);
    keeper.isSending = false;
    if (!answer?.ok) return say(answer ? LOGGED_OUT : SILENT);
    keeper.stop();
    sure.add(form);
    form.requestSubmit(event.submitter);
  });
  addEventListener("pageshow", () => [...document.forms].forEach(release));

  // what is typed is kept on the server, two seconds after a change
  for (const form of all("form[data-keep]")) {
    let timer;
    let isOpen = false;
    const keeper = { under: null, stop: () => (timer = clearTimeout(timer)) };
    keepers.set(form, keeper);
    const keep = async () => {
      keeper.stop();
      if (!isOpen || sure.has(form)) return;
      await keeper.under;
      isOpen = false;
      keeper.under = send(form, "/drafts", "path", new URL(form.action).pathname)
        .then(async (answer) => {
          if (answer.ok) return say(await answer.text(), false);
          isOpen = true;
          if (answer.status > 499) throw answer;
          say(isLoggedOut(answer) ? LOGGED_OUT : "Draft not kept: saved already, or not yours. It is still here.");
        })
        .catch(() => {
          isOpen = true;
          say("Draft not kept: the server does not answer. What you typed is still here.");
        });
    };
    form.addEventListener("input", () => {
      isOpen = true;
      timer ??= setTimeout(keep, 2000);
    });
    document.addEventListener("visibilitychange", () => document.hidden && keep());
  }

  for (const form of all("form[data-live]")) {
    // verdicts while somebody types: one request under way, and one more when it comes back
    let isUnder = false;
    let isOpen = false;
    let hasFailed = false;
    let left = null; // the row that was changed and left: it is read out, once
    const row = (e) => e.closest(".measures tbody tr");
    const put = (html) => {
      for (const part of [...new DOMParser().parseFromString(html, "text/html").body.children]) {
        const place = byId(part.id);
        if (place && place.innerHTML !== part.innerHTML) place.replaceChildren(...part.childNodes);
      }
      for (const field of all(".measures input[type=text]", form)) {
        const fault = byId(`${field.name}-fault`);
        field.ariaInvalid = fault && "true";
        if (fault) field.setAttribute("aria-describedby", fault.id);
        else field.removeAttribute("aria-describedby");
      }
    };
    const ask = async () => {
      isOpen = true;
      if (isUnder) return;
      isUnder = true;
      while (isOpen) {
        isOpen = false;
        try {
          const answer = await send(form, form.action, "do", "verdicts");
          if (answer.ok) {
            put(await answer.text());
            if (hasFailed) say("", false);
          } else say(isLoggedOut(answer) ? LOGGED_OUT : "Press Check: these verdicts are of before");
          hasFailed = !answer.ok;
        } catch {
          hasFailed = true;
          say(SILENT);
        }
      }
      isUnder = false;
      if (!left || hasFailed) return;
      const words = [left.querySelector("[id^=of-]"), byId("sum")].map((e) => e.innerText.replace(/\s+/g, " "));
      byId("said").textContent = [left.querySelector("summary").textContent, ...words].join(". ");
      left = null;
    };
    form.addEventListener("input", ({ target }) => {
      // a value typed is not unchanged
      const same = target.value && target.name.startsWith("m_") && row(target)?.querySelector(".same input");
      if (same) same.checked = false;
      ask();
    });
    form.addEventListener("change", ({ target }) => {
      left = row(target);
      ask();
      for (const box of all(`details[data-for="${target.name}"]`, form)) {
        if (box.dataset.when.split(" ").includes(target.value)) box.open = true;
      }
    });

    // the way of Enter: each field, each group of answers once, a method that must be chosen and was not
    const WAY =
      ".measures :is([type=text],[type=radio],[data-must]),[name=screen],[name=warning_signs],[name=flare],[name=note]";
    let hasMoved = false; // by the answer itself: the Enter that follows it is that move
    const group = (radio) => all(`[name="${radio.name}"]`, form);
    const hasValue = (tr) => all("[type=text],[type=radio]:checked", tr).some((e) => e.value.trim());
    const stops = () =>
      all(WAY, form).filter((e, at, way) => {
        if (!e.checkVisibility()) return false;
        if (e.tagName === "SELECT") return !e.value && hasValue(row(e));
        return e.type !== "radio" || way.findIndex((one) => one.name === e.name) === at;
      });
    const move = (from, step, leavesRow) => {
      const way = stops();
      let at = way.findIndex((e) => e === from || (from.type === "radio" && e.name === from.name));
      if (at < 0) {
        // beside the way: what follows it
        at = way.findIndex((e) => from.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
        if (step > 0) at--;
      }
      do at += step;
      while (leavesRow && way[at] && row(way[at]) === row(from));
      let to = way[at];
      if (to?.type === "radio") to = group(to).find((one) => one.checked) ?? to;
      to?.focus();
      if (to?.type === "text") to.select();
    };
    // what a key answers: the same words, the first letter, the next of that letter
    const answer = (radio, key) => {
      const open = group(radio).filter((one) => one.value);
      const words = (one) => one.nextElementSibling.textContent.trim().toLowerCase().replace("−", "-");
      const now = open.find((one) => one.checked);
      let fits = open.filter((one) => words(one).startsWith(key));
      // 4 and then + is 4+
      if (now && /[-+]/.test(key)) fits = open.filter((one) => words(one) === words(now)[0] + key);
      if (!fits.length) return false;
      const to = fits.includes(now) ? fits.indexOf(now) + 1 : fits.findIndex((one) => words(one) === key);
      const chosen = fits[Math.max(to, 0) % fits.length];
      chosen.focus();
      chosen.click();
      // where no other answer begins alike it goes on
      hasMoved = fits.length === 1 && words(chosen)[0] === key;
      if (hasMoved) move(chosen, 1);
      return true;
    };
    form.addEventListener("keydown", (event) => {
      const { key, target: at } = event;
      if (event.isComposing || event.altKey || key === "Shift") return;
      const isHeld = event.ctrlKey || event.metaKey;
      const isThere = hasMoved;
      hasMoved = false;
      if (key === "Enter" && isHeld) {
        event.preventDefault();
        form.requestSubmit(form.querySelector('.dock [value="sign"]'));
      } else if (isHeld || !at.matches("input,select")) {
        return;
      } else if (key === "Enter") {
        event.preventDefault();
        if (event.shiftKey || !isThere) move(at, event.shiftKey ? -1 : 1);
      } else if (key === "=" && row(at) && (at.type === "radio" || !at.value)) {
        event.preventDefault();
        const same = row(at).querySelector(".same input");
        if (!same || hasValue(row(at))) return;
        if (!same.checked) same.click();
        move(at, 1, true);
        hasMoved = true;
      } else if (at.type === "radio" && key.length === 1 && key !== " ") {
        if (answer(at, key.toLowerCase())) event.preventDefault();
      }
    });
  }
})();
