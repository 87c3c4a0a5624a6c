"""Reads an answer as httpx does, whose zstd decoder takes exactly one frame. Prints the body's length and its end."""

import sys

import httpx

url, key, encoding = sys.argv[1:]
for _ in range(20):
    response = httpx.get(url, headers={"x-api-key": key, "accept-encoding": encoding}, timeout=60)
    assert response.headers["content-encoding"] == encoding, response.headers
    assert response.json()["success"] is True
print(len(response.content))
