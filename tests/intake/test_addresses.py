"""Whatever form an address inside is written in, it is refused: as a link, as a redirect, as a resolver's answer."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address
from urllib.parse import quote

from hypothesis import example, given
from hypothesis import strategies as st

from bot.intake.addresses import is_public
from bot.intake.decide import decide

NETWORKS = ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/4")
INSIDE = st.sampled_from(NETWORKS).flatmap(lambda network: st.ip_addresses(v=4, network=IPv4Network(network)))
OUTSIDE = st.sampled_from(["8.8.8.8", "1.1.1.1", "93.184.216.34"]).map(IPv4Address)
BASES = st.sampled_from([str, oct, hex, lambda part: f"0{part:o}", lambda part: f"0x{part:08X}", lambda part: f"{part:04d}"])
DOTS = st.sampled_from([".", "。", "．", "｡", "%2e", "%E3%80%82"])


def fullwidth(text: str) -> str:
    return text.translate({ord(str(digit)): ord("０") + digit for digit in range(10)})


def percent(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


EMBEDDINGS = (
    lambda four: 0xFFFF << 32 | four,  # mapped
    lambda four: four,  # compatible
    lambda four: 0xFFFF << 48 | four,  # translated (SIIT)
    lambda four: 0x64FF9B << 96 | four,  # NAT64
    lambda four: 0x64FF9B0001 << 80 | four,  # NAT64 of one's own
    lambda four: 0x2002 << 112 | four << 80,  # 6to4
    lambda four: 0x2001 << 112 | four << 64 | 0xFFFFFFFF ^ four,  # Teredo
    lambda four: 0x2A00_1450_4007_080E << 64 | 0x5EFE << 32 | four,  # ISATAP
    lambda four: 0x2A00_1450_4007_080E << 64 | 0x0200_5EFE << 32 | four,
)
SPELLINGS = (
    lambda six: str(six),
    lambda six: six.exploded,
    lambda six: str(six).upper(),
    lambda six: f"{six}%25eth0",
    lambda six: f"{six}%1",
)
NAMES = (
    "localhost", "a.localhost", "printer.local", "metadata.google.internal", "x.onion", "intranet", "a.nip.io", "a.sslip.io",
    "localtest.me", "1u.ms", "router.home.arpa",
)  # fmt: skip
FRAMES = st.sampled_from(
    [
        "http://{}/",
        "https://{}",
        "HTTP://{}:80/a?b#c",
        "http://{}./",
        "https://{}/../x",
        "//{}/x",
        "http://a@{}/",
        "http://8.8.8.8@{}/",
        "http://{}\\@8.8.8.8/",
    ]
)


def refused(host: str, frame: str) -> None:
    url = frame.format(host)
    assert not decide(url).allowed, url
    assert not decide("https://www.le-journal.fr/a", redirects_to=url).allowed, url


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Write an IPv4 address inside in any of the forms that some resolver understands."""
    address = int(draw(INSIDE))
    parts = [address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255]
    shortened = draw(st.integers(0, 3))
    if shortened:
        tail = sum(part << 8 * at for at, part in enumerate(reversed(parts[3 - shortened :])))
        parts = [*parts[: 3 - shortened], tail]
    spelled = [draw(st.sampled_from([str, fullwidth, percent]))(draw(BASES)(part)) for part in parts]
    return draw(DOTS).join(spelled)


@given(numbers(), FRAMES)
@example("0x7f.1", "http://{}/")
@example("①②⑦.⓪.⓪.①", "http://{}/")
@example("017700000001", "http://{}/")
@example("127。0。0。1", "http://{}/")
def test_numbers_that_mean_inside(host: str, frame: str) -> None:
    refused(host, frame)


@given(INSIDE, st.sampled_from(EMBEDDINGS), st.sampled_from(SPELLINGS), FRAMES)
def test_ipv6_addresses_that_hold_one_inside(inside: IPv4Address, embed, write, frame: str) -> None:
    held = IPv6Address(embed(int(inside)))
    refused(f"[{write(held)}]", frame)
    assert not is_public(str(held))
    assert not decide("https://www.le-journal.fr/", resolves_to=["8.8.8.8", str(held)]).allowed


@given(
    st.sampled_from(NAMES),
    st.sampled_from([str, str.upper, str.title, lambda name: name.replace(".", "。"), lambda name: quote(name, safe=""), percent]),
    FRAMES,
)
def test_names_that_mean_oneself(name: str, write, frame: str) -> None:
    refused(write(name), frame)


@given(
    OUTSIDE,
    st.integers(1, 65535).filter(lambda port: port not in (80, 443)),
    st.sampled_from(["ftp", "file", "gopher", "ws", "data", "jar:http", "javascript", "view-source:http"]),
)
def test_ports_and_schemes_of_others(outside: IPv4Address, port: int, scheme: str) -> None:
    assert decide(f"http://{outside}/").allowed
    assert not decide(f"http://{outside}:{port}/").allowed
    assert not decide(f"{scheme}://{outside}/").allowed
    assert not decide(f"http://name:word@{outside}/").allowed


@given(st.text("0123456789abcdefxX.", min_size=1, max_size=24))
def test_what_the_system_takes_for_a_number_is_public_and_plain(host: str) -> None:
    """The C library reads more forms than we do: none of them passes but the plain one."""
    try:
        meant = IPv4Address(socket.inet_aton(host))
    except OSError:
        return
    assert decide(f"http://{host}/").allowed == (host == str(meant) and is_public(str(meant)))


@given(st.ip_addresses(v=6))
def test_an_ipv6_address_is_public_by_its_own_number(address: IPv6Address) -> None:
    assert decide(f"http://[{address}]/").allowed == is_public(str(address))
    assert not is_public(f"{address}%eth0")
