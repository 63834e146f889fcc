"""Handlers of three frameworks, however they are registered."""

import pytest

from autograder.facts import Framework, Handler, handlers, parse, parse_text
from autograder.tree import SourceTree

Found = tuple[str, tuple[str, ...], str | None]


def short(found: tuple[Handler, ...]) -> list[Found]:
    return [(handler.name, handler.methods, handler.route) for handler in found]


FASTAPI = "from fastapi import FastAPI, APIRouter\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("app = FastAPI()\n@app.get('/a')\ndef buy(): ...\n", ("buy", ("GET",), "/a")),
        ("app = FastAPI()\n@app.post(path='/a')\nasync def buy(): ...\n", ("buy", ("POST",), "/a")),
        (
            "app = FastAPI()\n@app.api_route('/a', methods=['put'])\ndef buy(): ...\n",
            ("buy", ("PUT",), "/a"),
        ),
        ("app = FastAPI()\n@app.websocket('/a')\nasync def buy(): ...\n", ("buy", ("WEBSOCKET",), "/a")),
        (
            "router = APIRouter(prefix='/b')\n@router.get('/a')\ndef buy(): ...\n",
            ("buy", ("GET",), "/b/a"),
        ),
        (
            "def create_app():\n    app = FastAPI()\n"
            "    @app.get('/a')\n    def buy(): ...\n    return app\n",
            ("create_app.buy", ("GET",), "/a"),
        ),
        (
            "def routes(app: FastAPI):\n    @app.get('/a')\n    def buy(): ...\n",
            ("routes.buy", ("GET",), "/a"),
        ),
        (
            "def make():\n    return APIRouter()\nrouter = make()\n@router.get('/a')\ndef buy(): ...\n",
            ("buy", ("GET",), "/a"),
        ),
        ("app = FastAPI()\ndef buy(): ...\napp.add_api_route('/a', buy)\n", ("buy", ("GET",), "/a")),
        (
            "app = FastAPI()\ndef buy(): ...\napp.add_api_route('/a', endpoint=buy, methods=['POST'])\n",
            ("buy", ("POST",), "/a"),
        ),
        ("app = FastAPI()\ndef buy(): ...\napp.post('/a')(buy)\n", ("buy", ("POST",), "/a")),
        ("app = FastAPI()\nget = app.get\n@get('/a')\ndef buy(): ...\n", ("buy", ("GET",), "/a")),
        ("app = FastAPI()\napp.add_api_route('/a', lambda: 1)\n", ("<lambda>", ("GET",), "/a")),
        (
            "class Shop:\n    def __init__(self):\n        self.router = APIRouter()\n"
            "        self.router.add_api_route('/a', self.buy, methods=['POST'])\n    def buy(self): ...\n",
            ("Shop.buy", ("POST",), "/a"),
        ),
        (
            "import fastapi as f\nmain = f.FastAPI()\n@main.delete('/a')\ndef buy(): ...\n",
            ("buy", ("DELETE",), "/a"),
        ),
        (
            "from fastapi import *\nmain = FastAPI()\n@main.delete('/a')\ndef buy(): ...\n",
            ("buy", ("DELETE",), "/a"),
        ),
        (
            "from starlette.routing import Route\nfrom starlette.applications import Starlette\n"
            "async def buy(request): ...\napp = Starlette(routes=[Route('/a', buy, methods=['POST'])])\n",
            ("buy", ("POST",), "/a"),
        ),
        (
            "from starlette.routing import Route\nfrom starlette.endpoints import HTTPEndpoint\n"
            "class Orders(HTTPEndpoint):\n    async def post(self, request): ...\n"
            "routes = [Route('/a', Orders)]\n",
            ("Orders.post", ("POST",), "/a"),
        ),
    ],
)
def test_fastapi_and_starlette_handlers_are_found(text: str, expected: Found) -> None:
    assert short(handlers(parse_text(FASTAPI + text))) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("app = Flask(__name__)\n@app.route('/a')\ndef buy(): ...\n", ("buy", ("GET",), "/a")),
        (
            "app = Flask(__name__)\n@app.route('/a', methods=('POST', 'PUT'))\ndef buy(): ...\n",
            ("buy", ("POST", "PUT"), "/a"),
        ),
        (
            "shop = Blueprint('shop', __name__, url_prefix='/b')\n@shop.post('/a')\ndef buy(): ...\n",
            ("buy", ("POST",), "/b/a"),
        ),
        (
            "app = Flask(__name__)\ndef buy(): ...\napp.add_url_rule('/a', 'buy', buy, methods=['POST'])\n",
            ("buy", ("POST",), "/a"),
        ),
        (
            "app = Flask(__name__)\ndef buy(): ...\napp.add_url_rule('/a', view_func=logged(buy))\n",
            ("buy", ("GET",), "/a"),
        ),
        (
            "from flask.views import MethodView\napp = Flask(__name__)\n"
            "class Orders(MethodView):\n    def post(self): ...\n    def helper(self): ...\n"
            "app.add_url_rule('/a', view_func=Orders.as_view('orders'))\n",
            ("Orders.post", ("POST",), "/a"),
        ),
        (
            "from flask.views import View\napp = Flask(__name__)\n"
            "class Orders(View):\n    def dispatch_request(self): ...\nview = Orders.as_view('orders')\n"
            "app.add_url_rule('/a', view_func=view, methods=['POST'])\n",
            ("Orders.dispatch_request", ("POST",), "/a"),
        ),
    ],
)
def test_flask_handlers_are_found(text: str, expected: Found) -> None:
    found = handlers(parse_text("from flask import Flask, Blueprint\n" + text))

    assert short(found) == [expected]
    assert found[0].framework is Framework.FLASK


def test_django_handlers_are_found_from_the_urls_of_another_module() -> None:
    files = {
        "shop/__init__.py": "",
        "shop/views.py": "from django.views import View\n"
        "from django.views.decorators.http import require_POST, require_http_methods\n"
        "@require_POST\ndef buy(request): ...\n"
        "@require_http_methods(['GET', 'PUT'])\ndef change(request): ...\n"
        "async def free(request): ...\n"
        "class Orders(View):\n    def get(self, request): ...\n    def post(self, request): ...\n",
        "shop/urls.py": "from django.urls import path, re_path\n"
        "from shop import views\nfrom .views import Orders\n"
        "urlpatterns = [path('buy/', views.buy), path('change/', views.change, name='c'),\n"
        "    re_path(r'^free$', view=views.free), path('orders/', Orders.as_view())]\n",
    }

    found = handlers(parse(SourceTree(files)))

    assert short(found) == [
        ("buy", ("POST",), "buy/"),
        ("change", ("GET", "PUT"), "change/"),
        ("free", (), "^free$"),
        ("Orders.get", ("GET",), "orders/"),
        ("Orders.post", ("POST",), "orders/"),
    ]
    assert {handler.framework for handler in found} == {Framework.DJANGO}
    assert {(handler.path, handler.registered_path) for handler in found} == {
        ("shop/views.py", "shop/urls.py")
    }
    assert [handler.is_async for handler in found] == [False, False, True, False, False]


def test_a_router_of_another_module_keeps_both_its_prefixes() -> None:
    files = {
        "app/__init__.py": "",
        "app/orders.py": "from fastapi import APIRouter\nrouter = APIRouter(prefix='/orders')\n"
        "@router.get('/{id}')\ndef read(id: int):\n    return id\n",
        "app/main.py": "from fastapi import FastAPI\nfrom app import orders\napp = FastAPI()\n"
        "app.include_router(orders.router, prefix='/api')\n",
    }

    (handler,) = handlers(parse(SourceTree(files)))

    assert (handler.route, handler.framework) == ("/api/orders/{id}", Framework.FASTAPI)
    assert (handler.path, handler.line, handler.end_line, handler.registered_line) == (
        "app/orders.py",
        4,
        5,
        3,
    )


def test_an_app_from_another_module_of_the_tree_is_known() -> None:
    files = {
        "app/__init__.py": "from app.core import api\n",
        "app/core.py": "from fastapi import FastAPI\napi = FastAPI()\n",
        "app/a.py": "from app.core import api\n@api.get('/a')\ndef first(): ...\n",
        "app/b.py": "from app import api as main\n@main.get('/b')\ndef second(): ...\n",
    }

    assert [handler.framework for handler in handlers(parse(SourceTree(files)))] == [Framework.FASTAPI] * 2


@pytest.mark.parametrize(
    "text",
    [
        "@cache.get('key')\ndef buy(): ...\n",
        "client = requests.Session()\nclient.get('/a')\n",
        "settings.get('/a', default)\n",
        "@property\ndef buy(self): ...\n",
        "from django.urls import path, include\nurlpatterns = [path('a/', include('shop.urls'))]\n",
    ],
)
def test_what_is_no_handler_is_left_alone(text: str) -> None:
    assert handlers(parse_text(text)) == ()
