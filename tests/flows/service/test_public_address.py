"""The pages of `up` behind a web server on another address and below a path, as their readers open them."""

from __future__ import annotations

import os
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from flows.service import plan as plans
from flows.service.command import listening, places
from flows.service.plan import Options, environment
from flows.service.prefect_api import PrefectApi
from flows.service.reaper import wait_until
from schemas.errors import UsageError
from schemas.settings import Settings, load_settings

pytestmark = pytest.mark.long

PASSWORD = "broadsheet:sesame"


@contextmanager
def web_server(port: int, routes: dict[str, int], *, keeps_path: bool) -> Iterator[None]:
    """A reverse proxy: path below which -> port that answers. It keeps the path in requests, or takes it off."""

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            below, target = next((path, port) for path, port in routes.items() if self.path.startswith(path))
            asked = self.path if keeps_path else f"/{self.path.removeprefix(below)}"
            headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
            request = urllib.request.Request(f"http://127.0.0.1:{target}{asked}", headers=headers)
            try:
                answer = urllib.request.build_opener(NoRedirect).open(request, timeout=30)
            except urllib.error.HTTPError as error:
                answer = error
            body = answer.read()
            self.send_response(answer.status)
            for name in ("Content-Type", "Content-Encoding", "Location", "WWW-Authenticate"):
                if value := answer.headers.get(name):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Proxy) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield
        server.shutdown()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, dict[str, int]]]:
    """The port of a web server that is still to be started, and the page and Prefect's server behind it."""
    home = tmp_path_factory.mktemp("public")
    (home / "reports" / "run").mkdir(parents=True)
    (home / "reports" / "index.html").write_text("<p>how good it is")
    (home / "reports" / "run" / "1.html").write_text("<p>one run")
    with listening(0) as probe:
        front = probe.getsockname()[1]
    settings = Settings(home=home, public_url=f"http://127.0.0.1:{front}/desk/broadsheet")
    with listening(0) as page, listening(0) as server:
        options = Options(port=server.getsockname()[1], page_port=page.getsockname()[1])
        given = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        inherited = environment(options, settings, given, "mark", PASSWORD)
        started = [
            subprocess.Popen(
                plan.command, env=dict(plan.environment), pass_fds=plan.descriptors, stdout=log, stderr=log
            )
            for plan in (
                plans.page(settings, inherited, page.fileno()),
                plans.server(options, inherited, server.fileno()),
            )
            for log in [(home / f"{plan.name}.log").open("wb")]
        ]
        try:
            api = PrefectApi(options.api, 5, PASSWORD)
            assert wait_until(api.is_healthy, 120, 0.2), (home / "server.log").read_text()
            yield front, {"/desk/broadsheet/prefect/": options.port, "/desk/broadsheet/": options.page_port}
        finally:
            for process in started:
                process.kill()
                process.wait()


@pytest.mark.slow
@pytest.mark.xdist_group("prefect")
@pytest.mark.parametrize("keeps_path", [True, False])
def test_page_links_prefects_page_and_its_api_are_below_the_public_address(behind, keeps_path: bool):
    front, routes = behind
    with web_server(front, routes, keeps_path=keeps_path), httpx.Client(timeout=60) as client:
        public = f"http://127.0.0.1:{front}/desk/broadsheet/"
        assert client.get(public).text == "<p>how good it is"
        assert client.get(f"{public}run/1.html").text == "<p>one run"
        page = client.get(f"{public}prefect/", follow_redirects=True, headers={"Accept": "text/html"})
        assert page.status_code == 200
        scripts = [part.split('"')[0] for part in page.text.split('src="')[1:]]
        assert scripts, page.text[:500]
        for script in scripts:
            assert script.startswith("/desk/broadsheet/prefect/"), script
            assert client.get(f"http://127.0.0.1:{front}{script}").status_code == 200, script
        settings = client.get(f"{public}prefect/ui-settings").json()
        assert settings["api_url"] == f"{public}prefect/api"
        assert client.get(f"{settings['api_url']}/health").json() is True
        assert client.get(f"{settings['api_url']}/admin/version").status_code == 401
        user, _, word = PASSWORD.partition(":")
        assert client.get(f"{settings['api_url']}/admin/version", auth=(user, word)).status_code == 200


@pytest.mark.slow
@pytest.mark.xdist_group("prefect")
@pytest.mark.parts
def test_prefects_page_opens_in_a_browser_through_the_web_server(behind, browser, shots: Path):
    front, routes = behind
    with web_server(front, routes, keeps_path=True):
        page = browser.new_page()
        missing: list[str] = []
        page.on("response", lambda answer: missing.append(answer.url) if answer.status == 404 else None)
        page.goto(f"http://127.0.0.1:{front}/desk/broadsheet/prefect/")
        page.get_by_placeholder("admin:pass").or_(page.locator("input[type=password]")).first.wait_for(timeout=60_000)
        page.screenshot(path=shots / "prefect-behind-a-web-server.png")
        page.close()
    assert missing == []


@pytest.mark.slow
@pytest.mark.xdist_group("prefect")
def test_the_page_without_its_last_slash_leads_to_the_one_with_it(behind):
    front, routes = behind
    with web_server(front, {"/desk/broadsheet": routes["/desk/broadsheet/"]}, keeps_path=True):
        answer = httpx.get(f"http://127.0.0.1:{front}/desk/broadsheet")
    assert (answer.status_code, answer.headers["location"]) == (308, "/desk/broadsheet/")


def test_links_of_runs_messages_and_the_terminal_have_the_public_address(tmp_path: Path):
    settings = Settings(home=tmp_path, public_url="https://news.example.org/desk")
    found = environment(Options(port=4444), settings, {}, "mark", PASSWORD)
    assert found["BROADSHEET_PAGE_URL"] == "https://news.example.org/desk/"
    assert found["PREFECT_UI_URL"] == "https://news.example.org/desk/prefect"
    assert "https://news.example.org" in found["PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS"].split(",")
    assert found["BROADSHEET_ALLOWED_HOSTS"] == "127.0.0.1,news.example.org"
    words = places(Options(port=4444), settings)
    assert "page     https://news.example.org/desk/, from http://127.0.0.1:4280/" in words
    assert "prefect  https://news.example.org/desk/prefect/, from http://127.0.0.1:4444" in words


@pytest.mark.parametrize(
    "wrong", ["news.example.org", "https://ana:pw@news.example.org/", "https://news.example.org/?a=1"]
)
def test_a_public_address_has_no_user_and_no_query(wrong: str):
    with pytest.raises(UsageError, match="it has the form https://HOST/PATH/"):
        load_settings(public_url=wrong)
