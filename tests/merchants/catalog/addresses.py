"""Every address of the catalogue that names somebody's own thing, with what a stranger would send there."""

from __future__ import annotations

from typing import Any

# method, address, body; {sku}, {shop}, {group}, {batch} and {file} are the shop's own.
ADDRESSES: list[tuple[str, str, dict[str, Any]]] = [
    ("get", "/shop/goods/{sku}/", {}),
    ("post", "/shop/goods/{sku}/edit/", {"name_zh": "x", "price": "1", "version": "1"}),
    ("post", "/shop/goods/{sku}/units/", {"sale_unit": "piece", "purchase_unit": "piece", "sale_factor": "1", "purchase_factor": "1"}),
    ("post", "/shop/goods/{sku}/windows/", {"version": "1"}),
    ("post", "/shop/goods/{sku}/variant/", {"code": "x", "price": "1", "size": "x"}),
    ("post", "/shop/goods/{sku}/ask/", {"group": "{group}"}),
    ("post", "/shop/goods/{sku}/remove/", {"version": "1"}),
    ("get", "/shop/goods/choices/{group}/", {}),
    ("post", "/shop/goods/choices/{group}/change/", {"name_zh": "x", "version": "1"}),
    ("get", "/shop/goods/changes/{batch}/", {}),
    ("post", "/shop/goods/changes/{batch}/undo/", {}),
    ("get", "/shop/goods/import/{file}/", {}),
    ("get", "/shop/goods/import/{file}/faults.csv", {}),
    ("post", "/shop/goods/import/{file}/columns/", {"code": "0"}),
    ("post", "/shop/goods/import/{file}/take-in/", {}),
    ("get", "/shop/goods/?shop={shop}", {}),
    ("get", "/shop/goods/goods.csv?shop={shop}", {}),
    ("post", "/shop/goods/add/", {"shop": "{shop}", "name_zh": "x", "price": "1", "code": "x"}),
    ("post", "/shop/goods/bulk/", {"shop": "{shop}", "sku": "{sku}:1", "act": "archive"}),
    ("post", "/shop/goods/choices/add/", {"shop": "{shop}", "name_zh": "x"}),
    ("patch", "/api/v1/skus/{sku}", {"version": 1, "name_zh": "x"}),
    ("api", "/api/v1/shops/{shop}/sku-lines", {"lines": [{"code": "x", "name_zh": "x", "price": "1"}]}),
    ("api", "/api/v1/sku-batches/{batch}/undo", {}),
]
