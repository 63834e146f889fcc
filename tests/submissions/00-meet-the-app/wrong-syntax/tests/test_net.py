
def test_events(client)
    assert client.get("/events").status_code == 200
