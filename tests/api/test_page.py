"""The page's files, as the API serves them."""

import httpx
import pytest

from callinsight.api.page import WEB


async def test_the_address_of_the_api_opens_the_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/", follow_redirects=True)
    assert answer.status_code == 200
    assert "CallInsight" in answer.text


async def test_the_apis_documentation_is_a_page_of_ours(client: httpx.AsyncClient) -> None:
    assert (await client.get("/docs")).headers["location"] == "/web/reference.html"
    answer = await client.get("/docs", follow_redirects=True)
    assert answer.status_code == 200
    assert "app/reference.js" in answer.text
    assert (await client.get("/redoc")).status_code == 404


@pytest.mark.parametrize(
    "path", ["/web/", "/web/reference.html", "/web/app/api.js", "/web/style/base.css"]
)
async def test_a_file_of_the_page_may_load_and_reach_nothing_else(
    client: httpx.AsyncClient, path: str
) -> None:
    headers = (await client.get(path)).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["connect-src"] == "'self' http://127.0.0.1:9"
    assert policy["require-trusted-types-for"] == "'script'"
    assert headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in headers["content-security-policy"]


async def test_nothing_outside_the_folder_is_served(client: httpx.AsyncClient) -> None:
    for path in ("/web/../pyproject.toml", "/web/%2e%2e/pyproject.toml", "/web/nothing.js"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["status"]) == (404, 404)


def test_the_page_never_makes_markup_out_of_text_and_names_no_other_host() -> None:
    for file in [*WEB.rglob("*.js"), *WEB.rglob("*.html"), *WEB.rglob("*.css")]:
        text = file.read_text()
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert way not in text, file
        for host in ("https://", "http://", "//cdn"):
            assert host not in text.replace("http://www.w3.org/2000/svg", ""), file
