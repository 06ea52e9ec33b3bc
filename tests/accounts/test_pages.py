"""Smoke."""

from tests.support.world import World, PASSWORD


def test_admin(world: World) -> None:
    c = world.as_(world.administrator)
    for path in ("/people", "/people/new", f"/people/{world.visitor.id}", "/teams", "/password"):
        r = c.get(path)
        assert r.status_code == 200, (path, r.text)
    r = c.post("/people/new", data={"name": "", "username": "x"})
    assert r.status_code == 422
    assert "Error: Add a person" in r.text
    r = c.post(
        "/people/new",
        data={
            "name": "Nia New",
            "username": "nia",
            "role": "visitor",
            "teams": [str(world.oak.id)],
        },
    )
    assert r.status_code == 200, r.text
    print(r.text)


def test_sign_in(client, world) -> None:
    r = client.get("/")
    assert r.status_code == 302
    r = client.post("/sign-in", data={"username": "vera", "password": PASSWORD})
    assert r.status_code == 302
    r = client.get("/api/v1/me")
    assert r.get_json()["name"] == "Vera Visitor"
