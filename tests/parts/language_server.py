"""The YAML language server that editors use, on standard input and output (JSON-RPC 2.0, LSP)."""

import json
import os
import shutil
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue

VERSION = "1.25.0"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "listwarden-tests"
WAIT = 60  # seconds: a cold start on a busy machine


def installed():
    """The server's script; installed by npm where it is not there. A sentence in RuntimeError where that fails."""
    place = CACHE / f"yaml-language-server-{VERSION}"
    script = place / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    if not script.exists():
        if not shutil.which("npm"):
            raise RuntimeError(
                "npm is needed to install yaml-language-server; on Debian: apt-get install npm"
            )
        place.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--prefix", str(place), "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(
            [*command, f"yaml-language-server@{VERSION}"], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"npm could not install yaml-language-server: {done.stderr[-500:]}")
    return script


class Server:
    """One running server, asked about texts as if they lay in a folder."""

    def __init__(self, process, folder):
        self.process, self.folder = process, Path(folder)
        self.number = 0
        self.answers, self.diagnostics = {}, {}
        self.news: Queue[None] = Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def start(self):
        """Say hello, and that schemas come from modelines only."""
        self.ask("initialize", {"processId": None, "rootUri": self.folder.as_uri(), "capabilities": {}})
        self.tell("initialized", {})

    def problems(self, name, text):
        """The messages about a text."""
        uri = self._fresh(name)
        self._open(uri, text)
        while uri not in self.diagnostics:
            self._wait()
        self.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
        return self.diagnostics.pop(uri)

    def completions(self, name, text):
        """What is offered at the mark ``|>`` in a text: labels with their explanations."""
        items = self._at_mark("textDocument/completion", name, text)
        items = items["items"] if isinstance(items, dict) else items
        return {item["label"]: _plain(item.get("documentation", "")) for item in items or []}

    def hover(self, name, text):
        """What is shown at the mark ``|>`` in a text."""
        found = self._at_mark("textDocument/hover", name, text)
        return _plain(found["contents"]) if found else ""

    def _at_mark(self, method, name, text):
        uri = self._fresh(name)
        before = text[: text.index("|>")]
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        self._open(uri, text.replace("|>", ""))
        found = self.ask(method, {"textDocument": {"uri": uri}, "position": position})
        self.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
        return found

    def _fresh(self, name):
        """An address that was never asked about: the server keeps what it computed for one."""
        self.number += 1
        return (self.folder / f"{self.number}-{name}").as_uri()

    def _open(self, uri, text):
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})

    def ask(self, method, params):
        """A request and its result."""
        self.number += 1
        number = self.number
        self._send({"id": number, "method": method, "params": params})
        while number not in self.answers:
            self._wait()
        answer = self.answers.pop(number)
        assert "error" not in answer, answer
        return answer["result"]

    def tell(self, method, params):
        """A notification."""
        self._send({"method": method, "params": params})

    def _wait(self):
        try:
            self.news.get(timeout=WAIT)
        except Empty:
            raise TimeoutError(f"no word from the language server within {WAIT} s") from None

    def _send(self, message):
        raw = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(raw), raw))
        self.process.stdin.flush()

    def _listen(self):
        while line := self.process.stdout.readline():
            length = int(line.partition(b":")[2])
            while self.process.stdout.readline().strip():
                pass
            self._take(json.loads(self.process.stdout.read(length)))
            self.news.put(None)

    def _take(self, message):
        if "method" in message and "id" in message:
            items = (
                message["params"].get("items", []) if message["method"] == "workspace/configuration" else []
            )
            self._send({"id": message["id"], "result": [_settings(item) for item in items]})
        elif message.get("method") == "textDocument/publishDiagnostics":
            found = message["params"]
            self.diagnostics[found["uri"]] = [one["message"] for one in found["diagnostics"]]
        elif "id" in message:
            self.answers[message["id"]] = message


def _settings(item):
    return (
        {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
        if item.get("section") == "yaml"
        else {}
    )


def _plain(contents):
    return contents.get("value", "") if isinstance(contents, dict) else str(contents)


@contextmanager
def language_server(folder):
    """A server for the files of a folder."""
    command = ["node", str(installed()), "--stdio"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            server = Server(process, folder)
            server.start()
            yield server
        finally:
            process.terminate()
