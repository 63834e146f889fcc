
def test_alarm(client):
    assert client.get("/events").status_code == 500
