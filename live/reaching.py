"""Where contacts may be handed over to: public addresses, and those of private networks that the server's administrator names."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

import httpx

_TRANSLATED = IPv6Network("64:ff9b::/96")  # by which networks without IPv4 write its addresses


class OutOfReach(Exception):
    """A host has private addresses alone; the message is a sentence."""


class PublicTransport(httpx.AsyncHTTPTransport):
    """Connects to public addresses, and to those of the networks `allowed` (as 10.0.0.0/8); raises `OutOfReach`.

    A host is looked up once for each request, and the address that was judged is the one that is connected to, so that nobody can
    change it in between. The host's name stays in the request, and is what its certificate has to be for. Connections aren't kept:
    another host may have the same address.
    """

    def __init__(self, allowed: Sequence[str]) -> None:
        super().__init__(limits=httpx.Limits(max_keepalive_connections=0))
        self._allowed = [ip_network(each) for each in allowed]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        within = [each for each in await _addresses(request) if self._reaches(ip_address(each))]
        if not within:
            raise OutOfReach(
                f"The address of {url.host} is a private one, where no contacts are handed over to: use a public one, or let the server's "
                "administrator name its network in GOLIVE_PRIVATE_DESTINATIONS."
            )
        request.extensions = {**request.extensions, "sni_hostname": url.host}
        for address in within[:-1]:
            request.url = url.copy_with(host=address)
            try:
                return await super().handle_async_request(request)
            except httpx.ConnectError:
                continue
        request.url = url.copy_with(host=within[-1])
        return await super().handle_async_request(request)

    def _reaches(self, address: IPv4Address | IPv6Address) -> bool:
        address = _inner(address)
        return (address.is_global and not address.is_multicast) or any(address in network for network in self._allowed)


async def _addresses(request: httpx.Request) -> list[str]:
    """The host's addresses, each once, in the system's order."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(request.url.host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpx.ConnectError(str(error), request=request) from error
    return list(dict.fromkeys(str(address) for *_, (address, *_) in found))


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The address of IPv4 that one of IPv6 stands for, where it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in _TRANSLATED:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1] or address
