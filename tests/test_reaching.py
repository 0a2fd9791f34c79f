"""Contacts are handed over to public addresses alone, however a private one is written, unless its network is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from certificates import certified
from live_service import LiveService

from golive.live.reaching import OutOfReach, PublicTransport

LOOPBACK = ("127.0.0.0/8", "::1/128")


@pytest.fixture
def service() -> Iterator[LiveService]:
    with LiveService() as running:
        yield running


async def status(url: str, *allowed: str) -> int:
    async with httpx.AsyncClient(transport=PublicTransport(allowed)) as client:
        return (await client.post(url, content=b"{}")).status_code


PRIVATE = """127.0.0.1 localhost 2130706433 0x7f.1 0.0.0.0 10.1.2.3 172.16.0.1 192.168.0.1 100.64.0.1 169.254.169.254 224.0.0.1
  255.255.255.255 [::1] [::] [fd00::1] [fe80::1] [ff02::1] [::ffff:127.0.0.1] [64:ff9b::10.0.0.1] [2002:7f00:1::]"""


@pytest.mark.parametrize("host", PRIVATE.split())
async def test_a_private_address_is_out_of_reach_however_it_is_written(service: LiveService, host: str) -> None:
    with pytest.raises(OutOfReach, match="GOLIVE_PRIVATE_DESTINATIONS"):
        await status(f"http://{host}:{service.server.server_port}/")
    with pytest.raises(OutOfReach):
        await status(f"http://{host}:{service.server.server_port}/", "198.51.100.0/24")
    assert service.forged == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
async def test_a_network_that_is_named_is_reached(service: LiveService, host: str) -> None:
    assert await status(f"http://{host}:{service.server.server_port}/", *LOOPBACK) == 401
    assert service.forged == 1  # it arrived, unsigned


async def test_a_host_without_an_address_is_a_connection_that_fails(service: LiveService) -> None:
    with pytest.raises(httpx.ConnectError):
        await status("http://nobody.invalid/")


async def test_a_certificate_has_to_be_for_the_name_and_not_for_the_address(
    service: LiveService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(_certify(service, tmp_path, "localhost")))
    port = service.server.server_port
    assert await status(f"https://localhost:{port}/", *LOOPBACK) == 401
    with pytest.raises(httpx.ConnectError, match=r"127\.0\.0\.1"):
        await status(f"https://127.0.0.1:{port}/", *LOOPBACK)


def _certify(service: LiveService, folder: Path, name: str) -> Path:
    """Have the service speak TLS with a certificate for the name; where it is."""
    certificate, context = certified(folder, name)
    service.server.socket = context.wrap_socket(service.server.socket, server_side=True)
    return certificate
