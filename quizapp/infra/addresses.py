"""Which of a machine's addresses a phone in the room can reach."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

#: Interfaces that lead to containers, virtual machines and tunnels, not into the room.
VIRTUAL = (
    "docker",
    "br-",
    "veth",
    "virbr",
    "vmnet",
    "vboxnet",
    "tun",
    "tap",
    "utun",
    "wg",
    "zt",
    "tailscale",
    "lo",
    "cni",
    "flannel",
)


@dataclass(frozen=True, slots=True)
class Address:
    """An IPv4 address of this machine. `default`: packets to the world leave by it."""

    ip: str
    interface: str = ""
    default: bool = False


def is_open(host: str) -> bool:
    """Say whether a server bound to this host can be reached from the room."""
    return host in ("0.0.0.0", "::", "")  # noqa: S104 - compared, not bound


def is_loopback(host: str) -> bool:
    """Say whether a host's name or number leads to this machine alone."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    return host == "localhost" or host.endswith(".localhost")


def is_private(host: str) -> bool:
    """Say whether a host is given by a number that only a local network knows."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host.strip("[]")).is_private
    return False


def usable_addresses(found: Sequence[Address]) -> list[Address]:
    """Return the addresses that a phone may reach, the likeliest first."""
    return sorted((address for address in found if _usable(address)), key=_rank)


def best_address(found: Sequence[Address]) -> Address | None:
    """Return the address to print: a private one on a real interface, the default route's first."""
    return next(iter(usable_addresses(found)), None)


def _usable(address: Address) -> bool:
    ip = ipaddress.ip_address(address.ip)
    return not (ip.is_loopback or ip.is_link_local or ip.is_unspecified or ip.is_multicast)


def _rank(address: Address) -> tuple[bool, bool, bool, int]:
    virtual = address.interface.startswith(VIRTUAL)
    ip = ipaddress.ip_address(address.ip)
    # 192.168 is what home and office routers give, 172.17 what containers get
    home = 0 if address.ip.startswith("192.168.") else 1 if address.ip.startswith("10.") else 2
    return virtual, not address.default, not ip.is_private, home


def local_addresses() -> list[Address]:
    """Return this machine's IPv4 addresses, as far as can be found without further libraries."""
    default = _default_ip()
    found = {ip: Address(ip, interface, ip == default) for interface, ip in _by_interface()}
    with contextlib.suppress(OSError):
        for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
            ip = str(info[4][0])
            found.setdefault(ip, Address(ip, "", ip == default))
    if default and default not in found:
        found[default] = Address(default, "", True)
    return list(found.values())


def _default_ip() -> str | None:
    """Return the address that the default route uses; connecting a datagram socket sends nothing."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    return None


def _by_interface() -> list[tuple[str, str]]:
    if sys.platform == "win32" or not Path("/sys/class/net").is_dir():
        return []
    import fcntl
    import struct

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            with contextlib.suppress(OSError):
                packed = fcntl.ioctl(
                    probe.fileno(), 0x8915, struct.pack("256s", name[:15].encode())
                )  # SIOCGIFADDR
                found.append((name, socket.inet_ntoa(packed[20:24])))
    return found
