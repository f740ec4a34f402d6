"""HOST and PORT."""

from __future__ import annotations

import socket

import pytest

from ecosystem.stack.doors import Door, asked_door, require_free
from ecosystem.stack.refusals import CannotStart


def test_nothing_beyond_loopback_is_the_default() -> None:
    door = asked_door({})
    assert (door.host, door.port, door.beyond_loopback, door.lan_url()) == ("127.0.0.1", 8000, False, None)
    assert door.names() == ["localhost", "127.0.0.1", "[::1]"]


def test_host_and_port_are_honoured() -> None:
    door = asked_door({"HOST": "0.0.0.0", "PORT": "8123"})
    assert (door.host, door.port, door.beyond_loopback) == ("0.0.0.0", 8123, True)
    assert door.url() == "http://127.0.0.1:8123/"
    assert "*" not in door.names()


def test_a_shell_s_own_variable_is_no_wish_to_be_reachable() -> None:
    name = socket.gethostname()
    assert asked_door({"HOST": name}).host == "127.0.0.1"
    assert asked_door({"HOST": name, "MAKEFLAGS": f" -- HOST={name}"}).host == name


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "80.5", "８０"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(CannotStart, match="PORT must be a number"):
        asked_door({"PORT": port})


def test_six_groups_of_an_address_are_written_in_brackets() -> None:
    assert Door("::1", 8000).url() == "http://[::1]:8000/"
    assert not Door("::1", 8000).beyond_loopback


def test_a_taken_port_is_a_clear_message() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(
            CannotStart, match=rf"Port {port} on 127\.0\.0\.1 is taken by another program\. Choose another: make demo PORT={port + 1}"
        ):
            require_free(Door("127.0.0.1", port))
    require_free(Door("127.0.0.1", port))


def test_an_address_of_another_machine_is_a_clear_message() -> None:
    with pytest.raises(CannotStart, match=r"Can't listen on 192\.0\.2\.7"):
        require_free(Door("192.0.2.7", 8000))
